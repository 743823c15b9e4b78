import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { ArchiverError } from '../../../core/errors.ts';
import { logger } from '../../logger.ts';

/** What a resource of our own tells its template: `Fn::GetAtt` gives them. */
export type ResourceAttributes = Readonly<Record<string, string>>;

/**
 * Does what CloudFormation asks of a resource and answers it, also that it failed: without an answer a deployment waits
 * for an hour. Source: CloudFormation user guide, "Custom resource request and response reference".
 *
 * @param physicalId stays the same as long as it is the same resource
 * @throws ArchiverError `Internal` where the answer does not arrive; CloudFormation's call is made again then
 */
export async function answerResource(
  event: CloudFormationCustomResourceEvent,
  physicalId: string,
  work: () => Promise<ResourceAttributes>,
): Promise<void> {
  const { StackId, RequestId, LogicalResourceId } = event;
  const named = { StackId, RequestId, LogicalResourceId, PhysicalResourceId: physicalId };
  const answer = await work().then(
    (Data) => ({ Status: 'SUCCESS', ...named, Data }),
    (error: unknown) => {
      logger.error('a resource could not be made', { LogicalResourceId, error });
      return { Status: 'FAILED', ...named, Reason: error instanceof Error ? error.message : 'it failed' };
    },
  );
  // As bytes: the address is signed for no content type.
  const body = new TextEncoder().encode(JSON.stringify(answer));
  const { ok, status } = await fetch(event.ResponseURL, { method: 'PUT', body });
  if (!ok) throw new ArchiverError('Internal', `CloudFormation's place for answers says ${status}`);
}
