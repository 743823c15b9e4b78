/** One statement of a policy, every field a list. Source: IAM user guide, "IAM JSON policy elements reference". */
export interface Statement {
  readonly effect: 'Allow' | 'Deny';
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly conditions: readonly Condition[];
}

/** One key of a Condition block: any of the values has to match. */
export interface Condition {
  readonly operator: ConditionOperator;
  /** The operator ended in `IfExists`: it holds where the request lacks the key. */
  readonly ifExists: boolean;
  /** In lower case: condition keys are not case-sensitive. */
  readonly key: string;
  readonly values: readonly string[];
}

/** The operators that policies here may use; another one is refused when the template is read. */
export const CONDITION_OPERATORS = [
  'StringEquals',
  'StringNotEquals',
  'StringLike',
  'StringNotLike',
  'ArnEquals',
  'ArnLike',
  'Bool',
] as const;

export type ConditionOperator = (typeof CONDITION_OPERATORS)[number];
