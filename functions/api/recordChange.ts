import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { Change } from '../../core/changes/Change.ts';
import { changedFields } from '../../core/changes/changedFields.ts';
import { settingsWithoutSecrets, withoutSecrets } from '../../core/changes/withoutSecrets.ts';
import { ArchiverError } from '../../core/errors.ts';
import type { ChangeLog } from '../../core/ports/changeLog.ts';
import type { Clock } from '../../core/system.ts';
import { logger } from '../logger.ts';
import type { Caller } from './caller.ts';

/** What a route says of a change that it made; without it, the record holds what was asked for. */
export interface MadeChange {
  /** Where the path does not name it. */
  readonly stream?: string;
  readonly before?: object | undefined;
  readonly after?: object | undefined;
}

export interface Request {
  readonly event: APIGatewayProxyEventV2;
  readonly caller: Caller;
  readonly body: unknown;
}

/**
 * Writes down who changed what. The change is made already: where it cannot be written down, the caller is told so by an
 * error, and the function's log holds the record.
 */
export async function recordChange(
  { event, caller, body }: Request,
  made: MadeChange | undefined,
  { changes, clock }: { readonly changes: ChangeLog; readonly clock: Clock },
): Promise<void> {
  const { stream, before, after } = made ?? {};
  const isOfFields = before !== undefined || after !== undefined;
  const change: Change = {
    stream: stream ?? event.pathParameters?.stream,
    atMs: clock.now(),
    requestId: event.requestContext.requestId,
    subject: caller.subject,
    kind: caller.kind,
    route: event.routeKey.replace(' /iam/v1/', ' /v1/'),
    parameters: texts({ ...event.queryStringParameters, ...event.pathParameters }),
    ...(isOfFields
      ? { fields: changedFields(settingsWithoutSecrets(before), settingsWithoutSecrets(after)) }
      : { body: withoutSecrets(body) }),
  };
  try {
    await changes.put(change);
  } catch (cause) {
    logger.error('a change is not recorded', { change });
    throw new ArchiverError('Internal', 'the change is made, and could not be recorded', { cause });
  }
}

function texts(parameters: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const known: Record<string, string> = {};
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) known[name] = value;
  return known;
}
