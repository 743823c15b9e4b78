import { childElement, childElements, readXml, type XmlElement } from '../request/readXml.ts';
import { parseTagElements } from '../request/tags.ts';
import { S3Error } from '../s3Error.ts';
import type { LifecycleRule } from './lifecycleRule.ts';

type Transition = NonNullable<LifecycleRule['transitions']>[number];

/** Documented: "A lifecycle configuration can have up to 1,000 rules". */
const MAX_RULES = 1000;

/** The rules of a PutBucketLifecycleConfiguration. */
export function readLifecycle(text: string): LifecycleRule[] {
  const rules = childElements(readXml(text, 'LifecycleConfiguration'), 'Rule');
  if (rules.length === 0 || rules.length > MAX_RULES) throw new S3Error('MalformedXML');
  return rules.map(readRule);
}

function readRule(element: XmlElement): LifecycleRule {
  const status = element.text('Status')?.trim();
  if (status !== 'Enabled' && status !== 'Disabled') throw new S3Error('MalformedXML');
  const filter = childElement(element, 'Filter');
  const scope = (filter && childElement(filter, 'And')) ?? filter ?? element;
  const expiration = childElement(element, 'Expiration');
  const abort = childElement(element, 'AbortIncompleteMultipartUpload');
  const noncurrent = childElement(element, 'NoncurrentVersionExpiration');
  const dateMs = Date.parse(expiration?.text('Date')?.trim() ?? '');
  const tags = parseTagElements(scope);
  const transitions = childElements(element, 'Transition').map((transition) =>
    present<Transition>({
      days: positive(transition, 'Days'),
      storageClass: transition.text('StorageClass') ?? 'GLACIER',
    }),
  );
  return present<LifecycleRule>({
    id: element.text('ID'),
    status,
    prefix: scope.text('Prefix') ?? element.text('Prefix'),
    tags: Object.keys(tags).length === 0 ? undefined : tags,
    objectSizeGreaterThan: integer(scope, 'ObjectSizeGreaterThan'),
    objectSizeLessThan: integer(scope, 'ObjectSizeLessThan'),
    expirationDays: positive(expiration, 'Days'),
    expirationDateMs: Number.isNaN(dateMs) ? undefined : dateMs,
    expiredObjectDeleteMarker: expiration?.text('ExpiredObjectDeleteMarker')?.trim() === 'true' ? true : undefined,
    abortIncompleteMultipartUploadDays: positive(abort, 'DaysAfterInitiation'),
    noncurrentVersionExpirationDays: positive(noncurrent, 'NoncurrentDays'),
    transitions: transitions.length === 0 ? undefined : transitions,
  });
}

function integer(element: XmlElement | undefined, name: string): number | undefined {
  const text = element?.text(name)?.trim();
  if (text === undefined) return undefined;
  if (!/^\d{1,15}$/.test(text)) throw new S3Error('MalformedXML');
  return Number(text);
}

function positive(element: XmlElement | undefined, name: string): number | undefined {
  const value = integer(element, name);
  if (value === 0 && name !== 'Days') throw invalidDays(name);
  if (value === 0 && element?.text('StorageClass') === undefined) throw invalidDays(name);
  return value;
}

function invalidDays(name: string): S3Error {
  return new S3Error('InvalidArgument', { message: `'${name}' for the action must be a positive integer` });
}

/** Without the properties that are undefined. */
function present<Type extends object>(value: { [Name in keyof Type]: Type[Name] | undefined }): Type {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as Type;
}
