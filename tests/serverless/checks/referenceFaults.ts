import { attributesOf } from './specificationFaults.ts';
import { intrinsicOf, isRecord, type Template, walk } from './Template.ts';

interface Reference {
  readonly target: string;
  readonly attribute?: string;
}

/** `${Name}` and `${Name.Attribute}`, without those that Fn::Sub is given itself. */
function substituted(argument: unknown): Reference[] {
  const [text, own] = Array.isArray(argument) ? argument : [argument, {}];
  return [...String(text).matchAll(/\$\{([^!}][^}]*)\}/g)].flatMap(([, name = '']) => {
    if (isRecord(own) && Object.hasOwn(own, name)) return [];
    const [target = '', ...attribute] = name.split('.');
    return [attribute.length === 0 ? { target } : { target, attribute: attribute.join('.') }];
  });
}

function referencesOf(value: unknown): Reference[] {
  const intrinsic = intrinsicOf(value);
  if (intrinsic?.name === 'Ref') return [{ target: String(intrinsic.argument) }];
  if (intrinsic?.name === 'Fn::Sub') return substituted(intrinsic.argument);
  if (intrinsic?.name !== 'Fn::GetAtt') return [];
  const parts = Array.isArray(intrinsic.argument) ? intrinsic.argument : String(intrinsic.argument).split('.');
  return [{ target: String(parts[0]), attribute: parts.slice(1).join('.') }];
}

/** References to what is not there, attributes that a type has not, and circles that CloudFormation refuses. */
export function referenceFaults(template: Template): string[] {
  const faults: string[] = [];
  const ways = new Map<string, Set<string>>();

  function follow(from: string | undefined, path: string, { target, attribute }: Reference): void {
    if (target.startsWith('AWS::') || template.Parameters?.[target] !== undefined) return;
    const resource = template.Resources[target];
    if (resource === undefined) faults.push(`${path}: there is no ${target}`);
    else if (
      attribute !== undefined &&
      !resource.Type.startsWith('Custom::') &&
      !attributesOf(resource.Type).has(attribute)
    ) {
      faults.push(`${path}: ${target} (${resource.Type}) has no attribute ${attribute}`);
    } else if (from !== undefined) ways.set(from, (ways.get(from) ?? new Set()).add(target));
  }

  for (const [logicalId, resource] of Object.entries(template.Resources)) {
    for (const { value, path } of walk(resource, logicalId)) {
      for (const reference of referencesOf(value)) follow(logicalId, path, reference);
    }
    for (const target of [resource.DependsOn ?? []].flat()) follow(logicalId, `${logicalId}.DependsOn`, { target });
  }
  for (const { value, path } of walk(template.Outputs ?? {}, 'Outputs')) {
    for (const reference of referencesOf(value)) follow(undefined, path, reference);
  }
  return [...faults, ...circles(ways)];
}

function circles(ways: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (name: string, trail: readonly string[]): void => {
    if (trail.includes(name)) found.push(`a circle: ${[...trail.slice(trail.indexOf(name)), name].join(' -> ')}`);
    if (trail.includes(name) || done.has(name)) return;
    for (const next of ways.get(name) ?? []) visit(next, [...trail, name]);
    done.add(name);
  };
  for (const name of ways.keys()) visit(name, []);
  return found;
}
