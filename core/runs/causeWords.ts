/** What a Lambda function says of its failure in an execution's cause. */
const LAMBDA_FAILURE =
  /\{"errorType":"[^"]*","errorMessage":("(?:[^"\\]|\\.)*"),"trace":\[(?:"(?:[^"\\]|\\.)*",?)*\]\}/g;

/** An execution's cause for people: what functions said, without their stack traces. */
export const causeWords = (cause: string): string =>
  cause.replace(LAMBDA_FAILURE, (_whole, message: string) => String(JSON.parse(message)));
