import type { AccessRequest } from '../AccessRequest.ts';
import type { Place } from './jsonAccess.ts';

/** Whoever names a role in a job passes it on to the service. */
const SERVICE = 'mediaconvert.amazonaws.com';

function queueOf({ region, accountId }: Place, queue: unknown): string {
  if (typeof queue === 'string' && queue.startsWith('arn:')) return queue;
  const name = typeof queue === 'string' && queue !== '' ? queue : 'Default';
  return `arn:aws:mediaconvert:${region}:${accountId}:queues/${name}`;
}

/**
 * What a call to MediaConvert needs. Documented: service authorization reference, "Actions, resources, and condition keys
 * for AWS Elemental MediaConvert"; iam:PassRole: IAM user guide, "Grant a user permissions to pass a role".
 *
 * @param url with its query
 */
export function mediaConvertAccess(method: string, url: string, body: string, place: Place): readonly AccessRequest[] {
  const [path = '', query = ''] = url.split('?', 2);
  const [, , kind, id] = path.split('/');
  if (kind === 'endpoints') return [{ action: 'mediaconvert:DescribeEndpoints', resource: '*' }];
  if (kind !== 'jobs') return [];
  if (id !== undefined && id !== '') {
    const action = `mediaconvert:${method === 'DELETE' ? 'CancelJob' : 'GetJob'}`;
    return [{ action, resource: `arn:aws:mediaconvert:${place.region}:${place.accountId}:jobs/${id}` }];
  }
  if (method !== 'POST') {
    return [{ action: 'mediaconvert:ListJobs', resource: queueOf(place, new URLSearchParams(query).get('queue')) }];
  }
  const { queue, role } = readBody(body);
  return [
    { action: 'mediaconvert:CreateJob', resource: queueOf(place, queue) },
    ...(typeof role === 'string'
      ? [{ action: 'iam:PassRole', resource: role, context: { 'iam:passedtoservice': SERVICE } }]
      : []),
  ];
}

/** What is no JSON the service refuses itself. */
function readBody(body: string): { readonly queue?: unknown; readonly role?: unknown } {
  try {
    const read: unknown = JSON.parse(body);
    return typeof read === 'object' && read !== null ? read : {};
  } catch {
    return {};
  }
}
