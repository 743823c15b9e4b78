import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import { ArchiverError } from '../../core/errors.ts';
import type { Installation } from '../connection/Installation.ts';
import type { Probe } from './Probe.ts';

/** Ticks of the schedule that could not start a run; undefined on the embedded stack, which has no queue. */
export async function countDeadLetters(installation: Installation, probe: Probe): Promise<number | undefined> {
  const queueUrl = installation.outputs.ScheduleDeadLettersUrl;
  if (installation.endpoint !== undefined || queueUrl === undefined) return undefined;
  return probe.try('sqs:GetQueueAttributes', () => countMessages(installation, queueUrl));
}

/** One signed call of SQS's JSON protocol: no client is needed for it. */
async function countMessages({ region, keys }: Installation, queueUrl: string): Promise<number> {
  const { origin, host, hostname, protocol } = new URL(queueUrl);
  const body = JSON.stringify({ QueueUrl: queueUrl, AttributeNames: ['ApproximateNumberOfMessages'] });
  const signer = new SignatureV4({ service: 'sqs', region, credentials: await keys(), sha256: Sha256 });
  const signed = await signer.sign({
    method: 'POST',
    protocol,
    hostname,
    path: '/',
    query: {},
    headers: {
      host,
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': 'AmazonSQS.GetQueueAttributes',
    },
    body,
  });
  const { host: _, ...headers } = signed.headers;
  const response = await fetch(origin, { method: 'POST', headers, body });
  const text = await response.text();
  if (!response.ok) {
    throw new ArchiverError(
      /AccessDenied/.test(text) ? 'AccessDenied' : 'Internal',
      `GetQueueAttributes: ${text.slice(0, 200)}`,
    );
  }
  const { Attributes = {} } = JSON.parse(text) as { Attributes?: Record<string, string> };
  return Number(Attributes.ApproximateNumberOfMessages ?? 0);
}
