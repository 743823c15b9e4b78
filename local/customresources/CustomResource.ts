/** A resource that a function of the stack makes, as it was made last. */
export interface MadeResource {
  readonly type: string;
  /** What the function was given, all of it text, as CloudFormation gives it. */
  readonly properties: Readonly<Record<string, unknown>>;
  readonly physicalId: string;
  /** What `Fn::GetAtt` gives. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** What a function answers. Source: CloudFormation user guide, "Custom resource request and response reference". */
export interface ResourceAnswer {
  readonly Status?: unknown;
  readonly Reason?: unknown;
  readonly PhysicalResourceId?: unknown;
  readonly Data?: unknown;
}

export const isCustom = (type: string): boolean =>
  type.startsWith('Custom::') || type === 'AWS::CloudFormation::CustomResource';

/** Stands for an attribute until the resource is made. */
export const pendingAttribute = (logicalId: string, attribute: string): string => `{{made:${logicalId}.${attribute}}}`;

const PENDING = /\{\{made:([A-Za-z0-9]+)\.([A-Za-z0-9_.]+)\}\}/g;

/** A value with the attributes of what has been made in their places. */
export function fillAttributes(value: unknown, made: ReadonlyMap<string, MadeResource>): unknown {
  if (typeof value === 'string') {
    return value.replace(PENDING, (pending, logicalId: string, attribute: string) => {
      return made.get(logicalId)?.attributes[attribute] ?? pending;
    });
  }
  if (Array.isArray(value)) return value.map((item) => fillAttributes(item, made));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, fillAttributes(item, made)]));
}

/** Documented: whatever the template says, a function is given text. */
export function asText(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asText);
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, asText(item)]));
}
