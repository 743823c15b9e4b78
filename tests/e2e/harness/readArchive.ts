import { createHash } from 'node:crypto';
import { GetObjectCommand, ListObjectsV2Command, type ListObjectsV2CommandOutput } from '@aws-sdk/client-s3';
import type { Endpoint } from './Installation.ts';
import type { ListedFragment } from './listAllFragments.ts';

interface ManifestHead {
  readonly version: number;
  readonly planId: string;
  readonly streamName: string;
  readonly streamArn: string;
}

interface StoredFile {
  readonly key: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly startProducerMs: number;
  readonly endProducerMs: number;
}

/** The manifest beside a clip, as outside programs rely on it. */
export interface ClipManifest extends ManifestHead {
  readonly clip: StoredFile & {
    readonly durationMs: number;
    readonly codec: string;
    readonly width: number;
    readonly height: number;
    readonly source: 'GET_CLIP' | 'FRAGMENTS';
  };
  readonly fragments: readonly ListedFragment[];
}

/** The manifest beside a bundle: each fragment with its place. */
export interface BundleManifest extends ManifestHead {
  readonly bundle: StoredFile & { readonly layout: 'merged' | 'verbatim' };
  readonly fragments: readonly (ListedFragment & { readonly offset: number; readonly length: number })[];
}

/** What the archive bucket holds of a stream. */
export interface Archive {
  readonly clips: readonly ClipManifest[];
  readonly bundles: readonly BundleManifest[];
}

/** Where a stream's archive lies. */
export interface ArchivePlace {
  readonly bucket?: string;
  readonly prefix?: string;
}

/** Every key below a prefix. */
export async function listKeys(endpoint: Endpoint, prefix: string, bucket?: string): Promise<string[]> {
  const Bucket = bucket ?? endpoint.outputs.ArchiveBucketName;
  const keys: string[] = [];
  let token: string | undefined;
  do {
    const page: ListObjectsV2CommandOutput = await endpoint.s3.send(
      new ListObjectsV2Command({
        Bucket,
        Prefix: prefix,
        ...(token === undefined ? {} : { ContinuationToken: token }),
      }),
    );
    for (const { Key } of page.Contents ?? []) if (Key !== undefined) keys.push(Key);
    token = page.NextContinuationToken;
  } while (token !== undefined);
  return keys;
}

export async function readObject(endpoint: Endpoint, key: string, bucket?: string): Promise<Buffer> {
  const Bucket = bucket ?? endpoint.outputs.ArchiveBucketName;
  const { Body } = await endpoint.s3.send(new GetObjectCommand({ Bucket, Key: key }));
  return Buffer.from((await Body?.transformToByteArray()) ?? []);
}

/** A stored file, held against the size and the checksum of its manifest. */
export async function readStored(endpoint: Endpoint, file: StoredFile, bucket?: string): Promise<Buffer> {
  const bytes = await readObject(endpoint, file.key, bucket);
  expect([bytes.length, createHash('sha256').update(bytes).digest('hex')]).toEqual([file.bytes, file.sha256]);
  return bytes;
}

/** All manifests of a stream, in the order of the footage; every file has its manifest, and there is nothing else. */
export async function readManifests(
  endpoint: Endpoint,
  streamName: string,
  { bucket, prefix = '' }: ArchivePlace = {},
): Promise<Archive> {
  const clips = await manifests<ClipManifest>(endpoint, `${prefix}clips/${streamName}/`, '.mp4', bucket);
  const bundles = await manifests<BundleManifest>(endpoint, `${prefix}bundles/${streamName}/`, '.mkv', bucket);
  return { clips, bundles };
}

async function manifests<Manifest extends ManifestHead & { fragments: readonly ListedFragment[] }>(
  endpoint: Endpoint,
  prefix: string,
  ending: '.mp4' | '.mkv',
  bucket: string | undefined,
): Promise<Manifest[]> {
  const keys = await listKeys(endpoint, prefix, bucket);
  const documents = keys.filter((key) => key.endsWith('.json'));
  expect(keys.filter((key) => !key.endsWith('.json')).sort()).toEqual(
    documents.map((key) => key.replace(/\.json$/, ending)).sort(),
  );
  const found: Manifest[] = [];
  for (const key of documents.sort()) {
    const manifest = JSON.parse((await readObject(endpoint, key, bucket)).toString('utf8')) as Manifest;
    expect(key).toBe(`${prefix}${keyOf(manifest)}.json`);
    found.push(manifest);
  }
  return found;
}

/** `{yyyy}/{MM}/{dd}/{HH}/{start}_{planId}`, with the plan's id made anew from its numbers. */
function keyOf({ fragments }: { fragments: readonly ListedFragment[] }): string {
  const iso = new Date(fragments[0]?.producerMs ?? 0).toISOString();
  const [day = '', time = ''] = iso.split('T');
  const numbers = fragments.map(({ number }) => number);
  const planId = createHash('sha256').update(numbers.join('\n')).digest('hex').slice(0, 12);
  return `${day.replaceAll('-', '/')}/${time.slice(0, 2)}/${day.replaceAll('-', '')}T${time.replaceAll(':', '')}_${planId}`;
}
