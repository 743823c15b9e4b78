import { BlockList, isIPv4 } from 'node:net';
import { matchesWildcards } from '../../iam/matchesWildcards.ts';

/** When and for what a signature is good. */
export interface DeliveryCondition {
  /** `*` any characters, `?` exactly one; absent: everything that the key signs for. */
  readonly resource?: string;
  /** Epoch seconds: before that. */
  readonly before: number;
  /** Epoch seconds: after that. */
  readonly after?: number;
  readonly ip?: { readonly address: string; readonly bits: number };
}

/** What was asked for, by whom and when. */
export interface ViewerRequest {
  /** As it was sent, without what signs it. */
  readonly url: string;
  readonly ip: string;
  readonly nowMs: number;
}

/** Documented: the largest time that CloudFront takes is that of 32 bits, 19 January 2038. Observed: MalformedPolicy beyond. */
const LAST_SECOND = 2_147_483_647;

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isTime = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= LAST_SECOND;

/** A canned policy's only condition, as it stands in the URL. */
export function readExpires(text: string): number | undefined {
  const time = /^\d{1,12}$/.test(text) ? Number(text) : undefined;
  return isTime(time) ? time : undefined;
}

function readBlock(text: unknown): DeliveryCondition['ip'] {
  const [, address = '', bits = '32'] = /^([0-9.]+)(?:\/(\d{1,2}))?$/.exec(String(text)) ?? [];
  return isIPv4(address) && Number(bits) <= 32 ? { address, bits: Number(bits) } : undefined;
}

/** The one operator of a condition, such as `{ "AWS:EpochTime": 1 }`. */
function operand(condition: Readonly<Record<string, unknown>>, name: string, key: string): unknown {
  const operator = condition[name];
  if (operator === undefined) return undefined;
  const value = isRecord(operator) && Object.keys(operator).length === 1 ? operator[key] : undefined;
  return value ?? null;
}

/**
 * A custom policy, read as CloudFront documents it: one statement, `DateLessThan` demanded.
 * Source: CloudFront developer guide, "Create a signed URL using a custom policy".
 *
 * @returns undefined where it is none
 */
export function readPolicy(text: string): DeliveryCondition | undefined {
  let policy: unknown;
  try {
    policy = JSON.parse(text);
  } catch {
    return undefined;
  }
  const statements = isRecord(policy) && Array.isArray(policy.Statement) ? policy.Statement : [];
  const [statement] = statements;
  if (statements.length !== 1 || !isRecord(statement) || !isRecord(statement.Condition)) return undefined;
  const { Resource, Condition } = statement;
  if (Resource !== undefined && typeof Resource !== 'string') return undefined;
  const before = operand(Condition, 'DateLessThan', 'AWS:EpochTime');
  const after = operand(Condition, 'DateGreaterThan', 'AWS:EpochTime');
  const address = operand(Condition, 'IpAddress', 'AWS:SourceIp');
  const ip = address === undefined ? undefined : readBlock(address);
  if (!isTime(before) || (after !== undefined && !isTime(after))) return undefined;
  if (address !== undefined && ip === undefined) return undefined;
  return {
    ...(Resource === undefined ? {} : { resource: Resource }),
    before,
    ...(after === undefined ? {} : { after }),
    ...(ip === undefined ? {} : { ip }),
  };
}

/** Whether a request fulfils it. An address of IPv6 is in no block (documented: "do not enable IPv6" with addresses). */
export function isFulfilled({ resource, before, after, ip }: DeliveryCondition, request: ViewerRequest): boolean {
  const now = request.nowMs / 1000;
  if (now >= before || (after !== undefined && now <= after)) return false;
  if (resource !== undefined && !matchesWildcards(resource, request.url)) return false;
  if (ip === undefined) return true;
  const address = request.ip.replace(/^::ffff:/, '');
  const block = new BlockList();
  block.addSubnet(ip.address, ip.bits, 'ipv4');
  return isIPv4(address) && block.check(address, 'ipv4');
}
