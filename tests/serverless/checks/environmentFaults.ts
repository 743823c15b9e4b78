import { isRecord, ofType, type Template } from './Template.ts';

/** Set by Lambda itself, or only ever set on one machine; the SDK and Powertools read further ones of their own. */
const OF_THE_RUNTIME =
  /^(AWS_|LAMBDA_|POWERTOOLS_|TZ$|NODE_|HOME$|USERPROFILE$|HOMEDRIVE$|HOMEPATH$|_X_AMZN_|_HANDLER$)/;

/**
 * Variables that functions read (`read`, by the function's name in serverless.yml) and the template does not set, and
 * those that it sets and nobody reads.
 */
export function environmentFaults(template: Template, read: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  const faults: string[] = [];
  const readByAny = new Set([...read.values()].flatMap((names) => [...names]));
  const reported = new Set<string>();
  for (const [logicalId, { Environment }] of ofType(template, 'AWS::Lambda::Function')) {
    const variables = isRecord(Environment) && isRecord(Environment.Variables) ? Environment.Variables : {};
    for (const name of read.get(logicalId) ?? []) {
      if (!Object.hasOwn(variables, name) && !OF_THE_RUNTIME.test(name)) faults.push(`${logicalId}: lacks ${name}`);
    }
    for (const name of Object.keys(variables)) {
      if (readByAny.has(name) || OF_THE_RUNTIME.test(name) || reported.has(name)) continue;
      reported.add(name);
      faults.push(`${name} is set and nobody reads it`);
    }
  }
  return faults;
}
