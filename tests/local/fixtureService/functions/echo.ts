/** Answers with what it was given and what surrounds it, after a while where it is asked to sleep. */
export async function handler(
  event: { sleepMs?: number; headers?: Record<string, string> },
  context: { awsRequestId: string; functionName: string; getRemainingTimeInMillis(): number },
) {
  console.log('echo', JSON.stringify(event));
  const sleepMs = event.sleepMs ?? Number(event.headers?.['x-sleep-ms'] ?? 0);
  await new Promise((resolve) => setTimeout(resolve, sleepMs));
  return {
    event,
    requestId: context.awsRequestId,
    functionName: context.functionName,
    remainingMs: context.getRemainingTimeInMillis(),
    environment: { ...process.env },
  };
}
