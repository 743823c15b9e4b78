import type { IncomingMessage } from 'node:http';
import type { ServiceName } from '../gateway/chooseService.ts';
import { serviceNameOf } from '../kvs/kvsPaths.ts';
import { FAULT_SERVICES, type FaultService } from './FaultRule.ts';
import { kvsOperationName, S3_CALLS } from './operationNames.ts';

/** Which operation of which service a request asks for. */
export interface AwsCall {
  readonly service: FaultService;
  /** Undefined where the request is none that the service knows. */
  readonly operation: string | undefined;
}

/** The services of the gateway that bear another name as a client. */
const CLIENT_NAMES: Readonly<Record<string, FaultService>> = {
  events: 'eventbridge',
  secretsmanager: 'secrets-manager',
};
const SUBRESOURCES = new Set(S3_CALLS.map(([, , query]) => query).filter((query) => query !== ''));
/** `Action=Publish&…`: the operation of the query protocol stands in the body; SNS has little else to be called for. */
const QUERY_OPERATIONS: Readonly<Record<string, string>> = { sns: 'Publish', lambda: 'Invoke' };

/** The name of an S3 operation, by the request alone. */
export function s3OperationOf(method: string, url: string, copies: boolean): string | undefined {
  const [path = '/', ...query] = url.split('?');
  const slash = path.indexOf('/', 1);
  const target = path.length <= 1 ? 'service' : slash === -1 || slash === path.length - 1 ? 'bucket' : 'object';
  const names = [...new URLSearchParams(query.join('?')).keys()];
  const subresource = names.find((name) => SUBRESOURCES.has(name)) ?? '';
  return S3_CALLS.find(
    ([on, at, of, , copying]) =>
      on === method && at === target && of === subresource && (copying === undefined || copies),
  )?.[3];
}

function mediaConvertOperationOf(method: string, path: string): string | undefined {
  const [, , kind, id] = path.split('/');
  if (kind !== 'jobs') return kind === 'endpoints' ? 'DescribeEndpoints' : undefined;
  if (id === undefined || id === '') return method === 'POST' ? 'CreateJob' : 'ListJobs';
  return method === 'DELETE' ? 'CancelJob' : 'GetJob';
}

/** What a request that the gateway has sorted asks for; undefined for what is no service of AWS. */
export function describeCall(name: ServiceName, request: IncomingMessage): AwsCall | undefined {
  const { url = '/', method = 'GET', headers } = request;
  const path = url.split('?', 1)[0] ?? '/';
  if (name === 'kvs') {
    const service = serviceNameOf(path);
    return service === undefined ? undefined : { service, operation: kvsOperationName(path) };
  }
  const service = CLIENT_NAMES[name] ?? FAULT_SERVICES.find((each) => each === name);
  if (service === undefined) return undefined;
  if (service === 's3') {
    return { service, operation: s3OperationOf(method, url, headers['x-amz-copy-source'] !== undefined) };
  }
  if (service === 'mediaconvert') return { service, operation: mediaConvertOperationOf(method, path) };
  const target = String(headers['x-amz-target'] ?? '');
  return { service, operation: target.split('.')[1] ?? QUERY_OPERATIONS[service] };
}
