import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import {
  checkLinkSeconds,
  type ObjectLink,
  type ObjectLinkRequest,
  type ObjectLinks,
} from '../../core/ports/objectLinks.ts';
import type { ObjectPlace } from '../../core/ports/objectStore.ts';
import type { Clock } from '../../core/system.ts';
import { inOurWords } from '../awsError.ts';

/**
 * Presigned GETs. Nothing is asked of S3: a link opens what the credentials that signed it may read, so the function
 * that makes links needs `s3:GetObject` on what they lead to.
 */
export class S3ObjectLinks implements ObjectLinks {
  readonly #s3: S3Client;
  readonly #clock: Clock;

  constructor(s3: S3Client, clock: Clock) {
    this.#s3 = s3;
    this.#clock = clock;
  }

  async linkTo({ bucket, key }: ObjectPlace, { expiresSeconds, fileName }: ObjectLinkRequest): Promise<ObjectLink> {
    checkLinkSeconds(expiresSeconds);
    const command = new GetObjectCommand({
      Bucket: bucket,
      Key: key,
      ...(fileName === undefined ? {} : { ResponseContentDisposition: disposition(fileName) }),
    });
    // A signature bears whole seconds: what expires is counted from them.
    const signedMs = Math.floor(this.#clock.now() / 1000) * 1000;
    const url = await inOurWords(`a link to ${key}`, () =>
      getSignedUrl(this.#s3, command, { expiresIn: expiresSeconds, signingDate: new Date(signedMs) }),
    );
    return { url, expiresMs: signedMs + expiresSeconds * 1000 };
  }
}

/** RFC 6266; what is not plain ASCII goes percent-encoded, as RFC 8187 has it. */
function disposition(fileName: string): string {
  const plain = fileName.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  const encoded = encodeURIComponent(fileName).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16)}`,
  );
  return `attachment; filename="${plain}"${plain === fileName ? '' : `; filename*=UTF-8''${encoded}`}`;
}
