import type { AccessRequest } from '../AccessRequest.ts';

/** Where the resources lie. */
export interface Place {
  readonly region: string;
  readonly accountId: string;
}

type Input = Readonly<Record<string, unknown>>;

const isRecord = (value: unknown): value is Input =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const arn = (service: string, { region, accountId }: Place, rest: string): string =>
  `arn:aws:${service}:${region}:${accountId}:${rest}`;

/** Documented: service authorization reference, "Actions, resources, and condition keys for Amazon DynamoDB". */
function dynamoDbAccess(operation: string, input: Input, place: Place): AccessRequest[] {
  const action = `dynamodb:${operation}`;
  const tableArn = (name: unknown): string =>
    String(name).startsWith('arn:') ? String(name) : arn('dynamodb', place, `table/${String(name)}`);
  // BatchGetItem and BatchWriteItem name their tables as keys.
  if (isRecord(input.RequestItems)) {
    return Object.keys(input.RequestItems).map((name) => ({ action, resource: tableArn(name) }));
  }
  const table = input.TableName ?? input.ResourceArn;
  if (table === undefined) return [{ action, resource: '*' }];
  const index = typeof input.IndexName === 'string' ? `/index/${input.IndexName}` : '';
  return [{ action, resource: `${tableArn(table)}${index}` }];
}

/** Documented: the same, "for AWS Step Functions". */
function statesAccess(operation: string, input: Input): AccessRequest[] {
  const resource = input.stateMachineArn ?? input.executionArn ?? input.mapRunArn ?? input.resourceArn ?? '*';
  return [{ action: `states:${operation}`, resource: String(resource) }];
}

/** Documented: the same, "for Amazon EventBridge"; each entry by itself. */
function eventsAccess(operation: string, input: Input, place: Place): AccessRequest[] {
  const entries = Array.isArray(input.Entries) ? input.Entries : [];
  return entries.filter(isRecord).map((entry) => ({
    action: `events:${operation}`,
    resource: arn(
      'events',
      place,
      `event-bus/${String(entry.EventBusName ?? 'default')
        .split('/')
        .pop()}`,
    ),
    context: { 'events:source': String(entry.Source), 'events:detail-type': String(entry.DetailType) },
  }));
}

/** Documented: the same, "for AWS Secrets Manager"; a secret may be named by its name alone. */
function secretsAccess(operation: string, input: Input, place: Place): AccessRequest[] {
  const named = String(input.SecretId ?? '*');
  const resource = named.startsWith('arn:') ? named : arn('secretsmanager', place, `secret:${named}`);
  return [{ action: `secretsmanager:${operation}`, resource }];
}

/**
 * What a call by X-Amz-Target and JSON needs; nothing where the body is not JSON, which the service refuses itself.
 * @param target `DynamoDB_20120810.GetItem`
 */
export function jsonAccess(target: string, body: string, place: Place): readonly AccessRequest[] {
  let input: unknown;
  try {
    input = JSON.parse(body === '' ? '{}' : body);
  } catch {
    return [];
  }
  if (!isRecord(input)) return [];
  const [service = '', operation = ''] = target.split('.');
  if (service.startsWith('DynamoDB')) return dynamoDbAccess(operation, input, place);
  if (service === 'AWSStepFunctions') return statesAccess(operation, input);
  if (service === 'AWSEvents') return eventsAccess(operation, input, place);
  if (service === 'RekognitionService') return [{ action: `rekognition:${operation}`, resource: '*' }];
  if (service === 'secretsmanager') return secretsAccess(operation, input, place);
  return [{ action: `${service}:${operation}`, resource: '*' }];
}
