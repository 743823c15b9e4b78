/** What a Lambda function says of its failure in an execution's cause. */
const LAMBDA_FAILURE =
  /\{"errorType":"[^"]*","errorMessage":("(?:[^"\\]|\\.)*"),"trace":\[(?:"(?:[^"\\]|\\.)*",?)*\]\}/g;

/** An execution's error and cause for people: what functions said, without their stack traces. */
export function causeText(error: string | undefined, cause: string | undefined): string {
  const words = cause?.replace(LAMBDA_FAILURE, (_whole, message: string) => String(JSON.parse(message)));
  return [error, words].filter((part) => part !== undefined && part !== '').join(': ');
}
