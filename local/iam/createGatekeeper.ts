import type { IncomingMessage } from 'node:http';
import type { Denial } from '../auth/denialOf.ts';
import { SERVICE_FACTS, type ServiceName } from '../gateway/chooseService.ts';
import { readBody } from '../gateway/readBody.ts';
import { replayRequest } from '../gateway/replayRequest.ts';
import { childElements, readXml } from '../s3/request/readXml.ts';
import type { AccessRequest } from './AccessRequest.ts';
import { jsonAccess, type Place } from './access/jsonAccess.ts';
import { mediaConvertAccess } from './access/mediaConvertAccess.ts';
import { absenceAccess, s3Access } from './access/s3Access.ts';
import { accessDenied } from './accessDenied.ts';
import type { Permissions } from './createPermissions.ts';

/** Whoever acts in a role: a function, a machine, a device. */
export interface Actor {
  readonly roleArn: string;
  /** The function's or the machine's name. */
  readonly session: string;
  /** Condition keys of all his requests: values of policy variables. */
  readonly context?: Readonly<Record<string, string>>;
}

/** What he asks for, with the keys that all his requests bear. */
export const requestsOf = (actor: Actor, requests: readonly AccessRequest[]): readonly AccessRequest[] =>
  actor.context === undefined
    ? requests
    : requests.map((request) => ({ ...request, context: { ...actor.context, ...request.context } }));

export interface GatekeeperOptions extends Place {
  readonly permissions: Permissions;
  /** Who bears the key; undefined for everybody who acts in no role of the template. */
  actorOf(accessKeyId: string): Actor | undefined;
  /**
   * Buckets that the template declares. Any other is a stream's own bucket, whose policy is its owner's and lets the
   * roles in (docs/operations.md): assumed here, for bucket policies are not kept.
   */
  readonly buckets: ReadonlySet<string>;
  /** The ARN of a function named by name or ARN. */
  functionArn(nameOrArn: string): string;
  /** The HTTP API's id. */
  readonly apiId: string;
}

export type Admission =
  | { readonly ok: true; readonly request: IncomingMessage }
  | { readonly ok: false; readonly denial: Denial };

/** Holds the calls of functions and machines against their roles, at the gateway's door. */
export interface Gatekeeper {
  /**
   * Lets a request pass, or says what to answer. Where the body had to be read, the request that is handed back reads
   * it again. Calls to KVS pass: KVS itself asks, once it knows the stream.
   */
  admit(service: ServiceName, request: IncomingMessage, accessKeyId: string): Promise<Admission>;
  /** Whether the bearer of the key is told that an object does not exist (404), or only that he may not know (403). */
  mayKnowAbsence(request: IncomingMessage, accessKeyId: string): boolean;
}

const BODY_LIMIT_BYTES = 16 * 1024 * 1024;
const INVOCATION = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/;

function keysToDelete(body: string): readonly { key: string; versionId?: string }[] {
  try {
    return childElements(readXml(body, 'Delete'), 'Object').map((object) => {
      const versionId = object.text('VersionId');
      return { key: object.text('Key') ?? '', ...(versionId === undefined ? {} : { versionId }) };
    });
  } catch {
    return []; // S3 itself refuses it.
  }
}

export function createGatekeeper(options: GatekeeperOptions): Gatekeeper {
  const { permissions } = options;

  const isOurs = ({ resource }: AccessRequest): boolean => {
    const bucket = /^arn:aws:s3:::([^/]+)/.exec(resource)?.[1];
    return bucket === undefined || options.buckets.has(bucket);
  };

  /** What the call needs, and its body where that had to be read for it. */
  async function needs(
    service: ServiceName,
    request: IncomingMessage,
  ): Promise<{ access: readonly AccessRequest[]; body?: Buffer }> {
    const path = (request.url ?? '').split('?', 1)[0] ?? '';
    switch (service) {
      case 'control':
      case 'console':
      case 'kvs':
      case 'front':
        return { access: [] };
      case 's3': {
        if (request.method !== 'POST' || !/[?&]delete\b/.test(request.url ?? '')) return { access: s3Access(request) };
        const body = await readBody(request, BODY_LIMIT_BYTES);
        return { access: s3Access(request, keysToDelete(body.toString('utf8'))), body };
      }
      case 'dynamodb':
      case 'sfn':
      case 'secretsmanager':
      case 'rekognition':
      case 'events': {
        const body = await readBody(request, BODY_LIMIT_BYTES);
        const target = String(request.headers['x-amz-target'] ?? '');
        return { access: jsonAccess(target, body.toString('utf8'), options), body };
      }
      case 'sns': {
        const body = await readBody(request, BODY_LIMIT_BYTES);
        const form = new URLSearchParams(body.toString('utf8'));
        const resource = form.get('TopicArn') ?? form.get('TargetArn') ?? '*';
        return { access: [{ action: `sns:${form.get('Action')}`, resource }], body };
      }
      case 'mediaconvert': {
        const body = await readBody(request, BODY_LIMIT_BYTES);
        return {
          access: mediaConvertAccess(request.method ?? 'GET', request.url ?? '/', body.toString('utf8'), options),
          body,
        };
      }
      case 'lambda': {
        const name = INVOCATION.exec(path)?.[1] ?? '';
        // A name that cannot be decoded is refused by Lambda itself.
        const resource = /%(?![0-9a-f]{2})/i.test(name) ? '*' : options.functionArn(decodeURIComponent(name));
        return { access: [{ action: 'lambda:InvokeFunction', resource }] };
      }
      case 'http-api': {
        const resource = `arn:aws:execute-api:${options.region}:${options.accountId}:${options.apiId}/$default/${request.method}${path}`;
        return { access: [{ action: 'execute-api:Invoke', resource }] };
      }
    }
  }

  return {
    async admit(service, request, accessKeyId) {
      const actor = options.actorOf(accessKeyId);
      if (actor === undefined || service === 'control' || service === 'console') return { ok: true, request };
      const { access, body } = await needs(service, request);
      const refusal = permissions.check(actor.roleArn, actor.session, requestsOf(actor, access.filter(isOurs)));
      if (refusal !== undefined) {
        return { ok: false, denial: accessDenied(refusal, SERVICE_FACTS[service].protocol) };
      }
      return { ok: true, request: body === undefined ? request : replayRequest(request, body) };
    },
    mayKnowAbsence(request, accessKeyId) {
      const actor = options.actorOf(accessKeyId);
      if (actor === undefined) return true;
      const access = absenceAccess(request);
      return (
        !isOurs(access) ||
        permissions.allows(actor.roleArn, { ...access, context: { ...actor.context, ...access.context } })
      );
    },
  };
}
