import { isArnOf } from '../arns.ts';
import { StatesApiError } from '../StatesApiError.ts';

/** A text field, or undefined. @throws StatesApiError ValidationException */
export function optionalText(request: Record<string, unknown>, field: string): string | undefined {
  const value = request[field];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw new StatesApiError('ValidationException', `${field} must be a string`);
  return value;
}

/** A required ARN of a kind. @throws StatesApiError ValidationException, InvalidArn */
export function arn(
  request: Record<string, unknown>,
  field: string,
  ...kinds: Parameters<typeof isArnOf>[0][]
): string {
  const value = optionalText(request, field);
  if (value === undefined) {
    throw new StatesApiError(
      'ValidationException',
      `Value null at '${field}' failed to satisfy constraint: Member must not be null`,
    );
  }
  if (!kinds.some((kind) => isArnOf(kind, value))) throw new StatesApiError('InvalidArn', `Invalid Arn: '${value}'`);
  return value;
}
