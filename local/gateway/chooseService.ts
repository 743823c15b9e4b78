import type { WireProtocol } from '../auth/denialOf.ts';

/** The parts of the gateway that a request can go to. */
export type ServiceName =
  | 'control'
  | 'console'
  | 'kvs'
  | 'dynamodb'
  | 'sfn'
  | 'events'
  | 'sns'
  | 'secretsmanager'
  | 'rekognition'
  | 'mediaconvert'
  | 'lambda'
  | 'http-api'
  | 'front'
  | 's3';

export interface RequestFacts {
  readonly method: string;
  /** Without the query, as it was sent. */
  readonly path: string;
  /** `X-Amz-Target`, or empty. */
  readonly target: string;
  /** The service in the signature's scope, where there is a signature. */
  readonly signedFor: string | undefined;
  readonly contentType: string;
  /** What the client wants to have: a browser asks for `text/html`. */
  readonly accept?: string;
}

/** How each part speaks, and the names that its signatures bear. */
export const SERVICE_FACTS: Readonly<
  Record<
    Exclude<ServiceName, 'control' | 'console'>,
    { readonly protocol: WireProtocol; readonly signingNames: readonly string[]; readonly payload: 'declared' | 'body' }
  >
> = {
  kvs: { protocol: 'kvs', signingNames: ['kinesisvideo'], payload: 'body' },
  dynamodb: { protocol: 'json', signingNames: ['dynamodb'], payload: 'body' },
  sfn: { protocol: 'json', signingNames: ['states'], payload: 'body' },
  events: { protocol: 'json', signingNames: ['events'], payload: 'body' },
  sns: { protocol: 'query', signingNames: ['sns'], payload: 'body' },
  secretsmanager: { protocol: 'json', signingNames: ['secretsmanager'], payload: 'body' },
  rekognition: { protocol: 'json', signingNames: ['rekognition'], payload: 'body' },
  mediaconvert: { protocol: 'rest-json', signingNames: ['mediaconvert'], payload: 'body' },
  lambda: { protocol: 'rest-json', signingNames: ['lambda'], payload: 'body' },
  'http-api': { protocol: 'http-api', signingNames: ['execute-api'], payload: 'body' },
  front: { protocol: 'http-api', signingNames: ['cloudfront'], payload: 'declared' },
  s3: { protocol: 's3', signingNames: ['s3'], payload: 'declared' },
};

/** By the word before the dot, without its version. */
const BY_TARGET: ReadonlyMap<string, ServiceName> = new Map([
  ['DynamoDB', 'dynamodb'],
  ['AWSStepFunctions', 'sfn'],
  ['AWSEvents', 'events'],
  ['secretsmanager', 'secretsmanager'],
  ['RekognitionService', 'rekognition'],
]);

/**
 * Which service a request is for: the control paths, then what the client says it signed for, then the target header,
 * then the path. Whatever is left is S3, whose paths are the user's own names.
 */
export function chooseService(facts: RequestFacts, isKvsPath: (path: string) => boolean): ServiceName {
  const { method, path, target, signedFor } = facts;
  if (path === '/_local' || path.startsWith('/_local/')) return 'control';
  if (signedFor === 's3') return 's3';
  if (signedFor === undefined && isConsolePath(facts)) return 'console';
  if (signedFor === 'kinesisvideo') return 'kvs';
  const byTarget = BY_TARGET.get((target.split('.')[0] ?? '').split('_')[0] ?? '');
  if (byTarget !== undefined) return byTarget;
  if (path.startsWith('/2015-03-31/')) return 'lambda';
  if (path.startsWith('/2017-08-29/')) return 'mediaconvert';
  if (signedFor === 'execute-api' || /^\/(v1|iam\/v1)(\/|$)/.test(path)) return 'http-api';
  // A link of the archive, a file of a package; a bucket of that name is asked for with a signature.
  if (signedFor === undefined && /^\/(archive|packages)\//.test(path)) return 'front';
  if (method === 'POST' && path === '/' && facts.contentType.startsWith('application/x-www-form-urlencoded'))
    return 'sns';
  // No bucket can bear such a name: it has capitals in it.
  if (isKvsPath(path)) return 'kvs';
  return 's3';
}

/** The console's own paths, and the root where a browser asks for a page. */
function isConsolePath({ method, path, accept = '' }: RequestFacts): boolean {
  if (method !== 'GET' && method !== 'HEAD') return false;
  return path === '/console' || path.startsWith('/console/') || (path === '/' && accept.includes('text/html'));
}
