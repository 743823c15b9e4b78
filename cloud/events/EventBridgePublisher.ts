import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { ArchiverError } from '../../core/errors.ts';
import type { EventPublisher } from '../../core/ports/runLog.ts';
import { inOurWords } from '../awsError.ts';

/** Events of the product on the account's default bus, source `kvs-archiver`. */
export class EventBridgePublisher implements EventPublisher {
  readonly #client = new EventBridgeClient({});

  async publish(type: string, detail: Readonly<Record<string, unknown>>): Promise<void> {
    const doing = `publish ${type}`;
    const answer = await inOurWords(doing, () =>
      this.#client.send(
        new PutEventsCommand({
          Entries: [{ Source: 'kvs-archiver', DetailType: type, Detail: JSON.stringify(detail) }],
        }),
      ),
    );
    const [entry] = answer.Entries ?? [];
    if ((answer.FailedEntryCount ?? 0) > 0) {
      throw new ArchiverError('Throttled', `${doing}: ${entry?.ErrorCode ?? 'refused'}: ${entry?.ErrorMessage ?? ''}`);
    }
  }
}
