/** Answers with what it was given and what surrounds it. */
export async function handler(
  event: unknown,
  context: { awsRequestId: string; functionName: string; getRemainingTimeInMillis(): number },
) {
  console.log('echo', JSON.stringify(event));
  return {
    event,
    requestId: context.awsRequestId,
    functionName: context.functionName,
    remainingMs: context.getRemainingTimeInMillis(),
    environment: { ...process.env },
  };
}
