import type { S3Client } from '@aws-sdk/client-s3';
import type { Credential } from '../../auth/Credential.ts';
import { type JobFault, notFound, placeMissing, readDenied, writeDenied, writeFailed } from './JobFault.ts';
import { type S3Place, urlOf } from './S3Place.ts';

/** The longest that a signed address holds: a job reads its source while it lasts. */
const SIGNED_SECONDS = 7 * 24 * 3600;

const DENIED: readonly string[] = ['AccessDenied', 'Forbidden', '403'];
const ABSENT: readonly string[] = ['NotFound', 'NoSuchKey', 'NoSuchBucket', '404'];

/**
 * S3 as a job sees it: over the gateway, with its role's keys, so that the role decides, and faults and counts are the
 * same as for every other client.
 */
export class RoleStorage {
  readonly #options: { readonly endpoint: string; readonly region: string; readonly credential: Credential };
  #opening: Promise<{ sdk: typeof import('@aws-sdk/client-s3'); client: S3Client }> | undefined;

  constructor(options: { readonly endpoint: string; readonly region: string; readonly credential: Credential }) {
    this.#options = options;
  }

  /** Bytes of an input, and an address under which its ranges can be read. @throws JobFault */
  async open(place: S3Place): Promise<{ readonly bytes: number; readonly url: string }> {
    const { sdk, client } = await this.#open();
    const { getSignedUrl } = await import('@aws-sdk/s3-request-presigner');
    const named = { Bucket: place.bucket, Key: place.key };
    const { ContentLength = 0 } = await client
      .send(new sdk.HeadObjectCommand(named))
      .catch((error: unknown) => refuse(error, readDenied, notFound, place));
    const url = await getSignedUrl(client, new sdk.GetObjectCommand(named), { expiresIn: SIGNED_SECONDS });
    return { bytes: ContentLength, url };
  }

  /** @throws JobFault */
  async put(place: S3Place, body: Uint8Array, contentType: string): Promise<void> {
    const { sdk, client } = await this.#open();
    const input = { Bucket: place.bucket, Key: place.key, Body: body, ContentType: contentType };
    await client
      .send(new sdk.PutObjectCommand(input))
      .catch((error: unknown) => refuse(error, writeDenied, placeMissing, place));
  }

  close(): void {
    void this.#opening?.then(({ client }) => client.destroy());
  }

  #open() {
    this.#opening ??= import('@aws-sdk/client-s3').then((sdk) => {
      const { endpoint, region, credential } = this.#options;
      const { accessKeyId, secretAccessKey } = credential;
      const client = new sdk.S3Client({
        endpoint,
        region,
        forcePathStyle: true,
        credentials: { accessKeyId, secretAccessKey },
      });
      return { sdk, client };
    });
    return this.#opening;
  }
}

function refuse(
  error: unknown,
  denied: (url: string, cause: unknown) => JobFault,
  absent: (url: string, cause: unknown) => JobFault,
  place: S3Place,
): never {
  const name = error instanceof Error ? error.name : '';
  const url = urlOf(place);
  if (DENIED.includes(name)) throw denied(url, error);
  if (ABSENT.includes(name)) throw absent(url, error);
  throw writeFailed(url, error instanceof Error ? error.message : String(error), error);
}
