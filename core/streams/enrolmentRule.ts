import { ArchiverError } from '../errors.ts';
import { STREAM_NAME } from './enrolment.ts';

/** Which streams are enrolled by themselves. Where a tag and a prefix are given, a stream must have both. */
export interface EnrolmentRule {
  readonly prefix?: string;
  readonly tag?: { readonly key: string; readonly value?: string };
}

/**
 * The rule that the stack's settings say, or nothing where they say none.
 *
 * @param tag `KEY`, whatever its value, or `KEY=VALUE`
 * @throws ArchiverError `InvalidInput` naming the setting
 */
export function parseEnrolmentRule(tag: string, prefix: string): EnrolmentRule | undefined {
  if (tag === '' && prefix === '') return undefined;
  if (prefix !== '' && !STREAM_NAME.test(prefix)) {
    throw new ArchiverError('InvalidInput', `enrolByPrefix: ${JSON.stringify(prefix)} begins no KVS stream name`);
  }
  if (tag === '') return { prefix };
  const equals = tag.indexOf('=');
  const key = equals === -1 ? tag : tag.slice(0, equals);
  if (key === '') throw new ArchiverError('InvalidInput', `enrolByTag: ${JSON.stringify(tag)} names no key`);
  return {
    ...(prefix === '' ? {} : { prefix }),
    tag: { key, ...(equals === -1 ? {} : { value: tag.slice(equals + 1) }) },
  };
}

/** Whether a stream's tags are those of the rule. */
export function hasTag(rule: EnrolmentRule, tags: Readonly<Record<string, string>>): boolean {
  if (rule.tag === undefined) return true;
  const { key, value } = rule.tag;
  return Object.hasOwn(tags, key) && (value === undefined || tags[key] === value);
}
