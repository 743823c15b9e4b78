import { ArchiverError } from '../../core/errors.ts';
import { isCustom, pendingAttribute } from '../customresources/CustomResource.ts';
import type { CloudFormationTemplate, TemplateResource, TemplateValue } from './cloudFormationTemplate.ts';
import { identifyResource, type ResourceIdentity } from './identifyResource.ts';
import { resolveIntrinsic } from './resolveIntrinsic.ts';

/** A resource with all intrinsic functions resolved. */
export interface EvaluatedResource {
  readonly logicalId: string;
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
  /** What `Ref` gives: a name, an ARN or an id, by type. */
  readonly ref: string;
  readonly attributes: Readonly<Record<string, string>>;
}

export interface EvaluatedTemplate {
  readonly resources: readonly EvaluatedResource[];
  readonly outputs: Readonly<Record<string, string>>;
  /** Types that the embedded stack knows nothing of; their identities are made up. */
  readonly unknownTypes: readonly string[];
}

export interface EvaluateOptions {
  readonly stackName: string;
  readonly region: string;
  readonly accountId: string;
  /** Address of the gateway, without a slash at its end. */
  readonly endpoint: string;
  readonly parameters?: Readonly<Record<string, string>>;
}

/** What the resolver of intrinsic functions asks of the template. */
export interface TemplateScope {
  evaluate(value: TemplateValue, path: string): unknown;
  ref(name: string, path: string): unknown;
  attribute(logicalId: string, attribute: string, path: string): string;
  condition(name: string, path: string): boolean;
  mapping(map: string, top: string, second: string, path: string): TemplateValue;
}

/** Marks a property that `AWS::NoValue` removes. */
export const NO_VALUE = Symbol('AWS::NoValue');

const isRecord = (value: TemplateValue): value is { readonly [key: string]: TemplateValue } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const fault = (path: string, message: string): ArchiverError =>
  new ArchiverError('InvalidInput', `template, ${path}: ${message}`);

/**
 * Evaluates a packaged template for the embedded stack: conditions, intrinsic functions, pseudo parameters, physical
 * names. DependsOn is ignored: identities are known before anything is made.
 * @throws ArchiverError InvalidInput that names the place in the template
 */
export function evaluateTemplate(template: CloudFormationTemplate, options: EvaluateOptions): EvaluatedTemplate {
  const identities = new Map<string, ResourceIdentity>();
  const underWay = new Set<string>();
  const conditions = new Map<string, boolean>();
  const pseudo: Readonly<Record<string, unknown>> = {
    'AWS::Region': options.region,
    'AWS::AccountId': options.accountId,
    'AWS::Partition': 'aws',
    'AWS::URLSuffix': 'amazonaws.com',
    'AWS::StackName': options.stackName,
    'AWS::StackId': `arn:aws:cloudformation:${options.region}:${options.accountId}:stack/${options.stackName}/local`,
    'AWS::NotificationARNs': [],
    'AWS::NoValue': NO_VALUE,
  };

  function once<T>(key: string, path: string, work: () => T): T {
    if (underWay.has(key)) throw fault(path, `${key} depends on itself`);
    underWay.add(key);
    try {
      return work();
    } finally {
      underWay.delete(key);
    }
  }

  const included = (resource: TemplateResource, path: string): boolean =>
    resource.Condition === undefined || scope.condition(resource.Condition, path);

  function identity(logicalId: string, path: string): ResourceIdentity {
    const known = identities.get(logicalId);
    if (known !== undefined) return known;
    const resource = template.Resources[logicalId];
    if (resource === undefined) throw fault(path, `there is no resource or parameter ${logicalId}`);
    const made = once(`the name of ${logicalId}`, path, () =>
      identifyResource({
        ...options,
        logicalId,
        type: resource.Type,
        property(name) {
          const value = resource.Properties?.[name];
          if (value === undefined) return undefined;
          const evaluated = scope.evaluate(value, `Resources.${logicalId}.Properties.${name}`);
          return evaluated === NO_VALUE ? undefined : evaluated;
        },
      }),
    );
    identities.set(logicalId, made);
    return made;
  }

  const scope: TemplateScope = {
    evaluate(value, path) {
      if (Array.isArray(value)) {
        return value
          .map((item: TemplateValue, index) => scope.evaluate(item, `${path}[${index}]`))
          .filter((item) => item !== NO_VALUE);
      }
      if (!isRecord(value)) return value;
      const keys = Object.keys(value);
      const [only] = keys;
      if (keys.length === 1 && only !== undefined) {
        const argument = value[only];
        const isIntrinsic = only === 'Ref' || only === 'Condition' || only.startsWith('Fn::');
        // `Condition` is an intrinsic only where it names one: an IAM statement has a block of that name.
        if (isIntrinsic && argument !== undefined && (only !== 'Condition' || typeof argument === 'string')) {
          return resolveIntrinsic(only, argument, scope, path);
        }
      }
      const result: Record<string, unknown> = {};
      for (const key of keys) {
        const evaluated = scope.evaluate(value[key] ?? null, `${path}.${key}`);
        if (evaluated !== NO_VALUE) result[key] = evaluated;
      }
      return result;
    },
    ref(name, path) {
      if (Object.hasOwn(pseudo, name)) return pseudo[name];
      const parameter = template.Parameters?.[name];
      if (parameter !== undefined) {
        const given = options.parameters?.[name] ?? parameter.Default;
        if (given === undefined) throw fault(path, `parameter ${name} has no value`);
        return parameter.Type?.startsWith('List<') || parameter.Type === 'CommaDelimitedList'
          ? String(given).split(',')
          : given;
      }
      return identity(name, path).ref;
    },
    attribute(logicalId, attribute, path) {
      const value = identity(logicalId, path).attributes[attribute];
      if (value === undefined) {
        const type = template.Resources[logicalId]?.Type;
        // Known when its function has made it (local/customresources/).
        if (type !== undefined && isCustom(type)) return pendingAttribute(logicalId, attribute);
        throw fault(path, `${logicalId} (${type}) has no attribute ${attribute} on the embedded stack`);
      }
      return value;
    },
    condition(name, path) {
      const known = conditions.get(name);
      if (known !== undefined) return known;
      const value = template.Conditions?.[name];
      if (value === undefined) throw fault(path, `there is no condition ${name}`);
      const result = once(`condition ${name}`, path, () => scope.evaluate(value, `Conditions.${name}`));
      if (typeof result !== 'boolean') throw fault(`Conditions.${name}`, 'does not give true or false');
      conditions.set(name, result);
      return result;
    },
    mapping(map, top, second, path) {
      const value = template.Mappings?.[map]?.[top]?.[second];
      if (value === undefined) throw fault(path, `Mappings hold no ${map}.${top}.${second}`);
      return value;
    },
  };

  // The public addresses of an HTTP API and of a distribution are the gateway's own, however the template spells them.
  const publicAddress = new RegExp(
    `https://[a-z0-9]+\\.(execute-api\\.${options.region}\\.amazonaws\\.com|cloudfront\\.net)`,
    'g',
  );
  const localise = (value: unknown): unknown => {
    if (typeof value === 'string') return value.replace(publicAddress, options.endpoint);
    if (Array.isArray(value)) return value.map(localise);
    if (typeof value === 'object' && value !== null) {
      return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, localise(item)]));
    }
    return value;
  };

  const resources: EvaluatedResource[] = [];
  const unknownTypes = new Set<string>();
  for (const [logicalId, resource] of Object.entries(template.Resources)) {
    const path = `Resources.${logicalId}`;
    if (!included(resource, path)) continue;
    const { ref, attributes, known } = identity(logicalId, path);
    if (!known) unknownTypes.add(resource.Type);
    const properties = localise(scope.evaluate(resource.Properties ?? {}, `${path}.Properties`));
    resources.push({
      logicalId,
      type: resource.Type,
      properties: properties as Record<string, unknown>,
      ref,
      attributes,
    });
  }
  const outputs: Record<string, string> = {};
  for (const [name, output] of Object.entries(template.Outputs ?? {})) {
    const path = `Outputs.${name}`;
    if (output.Condition !== undefined && !scope.condition(output.Condition, path)) continue;
    outputs[name] = String(localise(scope.evaluate(output.Value, `${path}.Value`)));
  }
  return { resources, outputs, unknownTypes: [...unknownTypes].sort() };
}
