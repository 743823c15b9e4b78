import { draw } from './draw.ts';
import type { FaultRule } from './FaultRule.ts';

/** A hit of a rule: which of its calls it was. */
export interface Hit<Rule extends FaultRule = FaultRule> {
  readonly rule: Rule;
  /** Place of the rule in the plan. */
  readonly index: number;
  readonly call: number;
}

/** A rule of the plan in force, with its counts. */
export class RuleCount<Rule extends FaultRule = FaultRule> {
  readonly rule: Rule;
  readonly index: number;
  readonly #seed: number;
  /** How often it could have struck. */
  calls = 0;
  /** How often it did. */
  hits = 0;

  constructor(rule: Rule, index: number, seed: number) {
    this.rule = rule;
    this.index = index;
    this.#seed = seed;
  }

  /**
   * Counts a call that the rule is about.
   * @param taken another rule has struck this call already: it is counted, and no more
   */
  count(taken: boolean): Hit<Rule> | undefined {
    this.calls += 1;
    const { nth, probability } = this.rule;
    if (taken || nth?.includes(this.calls) === false) return undefined;
    if (probability !== undefined && draw(this.#seed, this.index, this.calls) >= probability) return undefined;
    this.hits += 1;
    return { rule: this.rule, index: this.index, call: this.calls };
  }
}

/** Counts a call for every rule that it concerns; the first of the plan that strikes has it. */
export function strike<Rule extends FaultRule>(
  rules: readonly RuleCount<Rule>[],
  concerns: (rule: Rule) => boolean,
): Hit<Rule> | undefined {
  let hit: Hit<Rule> | undefined;
  for (const each of rules) if (concerns(each.rule)) hit = each.count(hit !== undefined) ?? hit;
  return hit;
}
