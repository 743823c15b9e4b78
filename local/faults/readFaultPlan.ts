import * as z from 'zod';
import { ArchiverError } from '../../core/errors.ts';
import { eventRuleSchema, type FaultRule, functionRuleSchema, serviceRuleSchema } from './FaultRule.ts';
import { isNamed } from './isNamed.ts';

/** What is to go wrong, and the seed of its chances. */
export interface FaultPlan {
  readonly seed: number;
  readonly rules: readonly FaultRule[];
}

const planSchema = z.strictObject({
  seed: z.number().int().default(1),
  rules: z.array(z.record(z.string(), z.unknown())).max(1000),
});

/** `rules[2].nth[0]: …`, every fault of the input in one line. */
function inWords(issues: readonly z.core.$ZodIssue[], where: string): string {
  return issues
    .map(({ path, message }) => {
      const field = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
      const named = `${where}${field}`.replace(/^\./, '');
      return named === '' ? message : `${named}: ${message}`;
    })
    .join('; ');
}

function readRule(rule: Record<string, unknown>, where: string, functions: readonly string[]): FaultRule {
  const subject = ['service', 'function', 'event'].filter((name) => Object.hasOwn(rule, name));
  if (subject.length !== 1) {
    throw new ArchiverError('InvalidInput', `${where}: names one of service, function, event`);
  }
  const schema = { service: serviceRuleSchema, function: functionRuleSchema, event: eventRuleSchema };
  const read = schema[subject[0] as keyof typeof schema].safeParse(rule);
  if (!read.success) throw new ArchiverError('InvalidInput', inWords(read.error.issues, where));
  if ('function' in read.data) {
    const wanted = read.data.function;
    if (!functions.some((name) => isNamed(name, wanted))) {
      throw new ArchiverError('InvalidInput', `${where}.function: there is no function ${wanted}`);
    }
  }
  return read.data;
}

/**
 * Reads a fault plan as `POST /_local/faults` takes it.
 *
 * @param functions full names of the functions that rules may name
 * @throws ArchiverError InvalidInput; the message names the field
 */
export function readFaultPlan(value: unknown, functions: readonly string[]): FaultPlan {
  const read = planSchema.safeParse(value);
  if (!read.success) throw new ArchiverError('InvalidInput', inWords(read.error.issues, ''));
  return { seed: read.data.seed, rules: read.data.rules.map((rule, at) => readRule(rule, `rules[${at}]`, functions)) };
}
