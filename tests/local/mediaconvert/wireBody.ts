import { CreateJobCommand, type CreateJobRequest, MediaConvertClient } from '@aws-sdk/client-mediaconvert';

/** A request as the SDK puts it on the wire. */
export async function wireBody(request: CreateJobRequest): Promise<Record<string, unknown>> {
  let body = '';
  const client = new MediaConvertClient({
    endpoint: 'http://127.0.0.1:1',
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
    requestHandler: {
      handle: async (sent: { body?: unknown }) => {
        body = new TextDecoder().decode(sent.body as Uint8Array);
        throw new Error('caught');
      },
    },
  });
  await client.send(new CreateJobCommand(request)).catch(() => undefined);
  return JSON.parse(body);
}
