import { DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { Endpoint } from './Installation.ts';

/** Puts a plan of faults in force, as `POST /_local/faults` takes it. */
export async function breakThings({ url }: Endpoint, rules: readonly object[], seed = 1): Promise<void> {
  const response = await fetch(`${url}/_local/faults`, { method: 'POST', body: JSON.stringify({ seed, rules }) });
  if (!response.ok) throw new Error(await response.text());
}

/** Ends all faults; answers how often each rule struck. */
export async function mendThings({ url }: Endpoint): Promise<number[]> {
  const plan = (await (await fetch(`${url}/_local/faults`)).json()) as { rules: { hits: number }[] };
  await fetch(`${url}/_local/faults`, { method: 'DELETE' });
  return plan.rules.map(({ hits }) => hits);
}

/**
 * Ends the leases of a stream: that of a run that was killed, or failed half-way, stands for a quarter of an hour, and
 * a test does not wait so long.
 */
export async function endLeases({ url, outputs }: Endpoint, streamArn: string): Promise<void> {
  const dynamodb = new DynamoDBClient({
    endpoint: url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'any', secretAccessKey: 'thing' },
  });
  await dynamodb.send(
    new UpdateItemCommand({
      TableName: outputs.StreamsTableName,
      Key: { streamArn: { S: streamArn } },
      UpdateExpression: 'SET leases = :none',
      ExpressionAttributeValues: { ':none': { M: {} } },
    }),
  );
  dynamodb.destroy();
}
