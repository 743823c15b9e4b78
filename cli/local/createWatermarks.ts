import { ApiClient } from '../connection/ApiClient.ts';
import type { Installation } from '../connection/Installation.ts';

export interface Watermarks {
  /** Asks for the streams' watermarks; calls while one is under way are one more afterwards. */
  refresh(): void;
  close(): Promise<void>;
}

/** Reads how far each stream is archived, through the stack's own API. What cannot be read now is read the next time. */
export function createWatermarks(
  installation: Installation,
  onRead: (streams: readonly { streamName: string; watermarkMs: number }[]) => void,
): Watermarks {
  const api = new ApiClient(installation);
  let wanted = false;
  let closed = false;
  let reading: Promise<void> | undefined;

  async function readUntilRested(): Promise<void> {
    while (wanted && !closed) {
      wanted = false;
      const streams: { streamName: string; watermarkMs: number }[] = [];
      try {
        for await (const { streamName, state } of api.eachItem('/streams')) {
          if (state !== undefined) streams.push({ streamName, watermarkMs: state.watermarkMs });
        }
      } catch {
        return; // A view of the moment: the table keeps the last one, and the next run's end asks again.
      }
      onRead(streams);
    }
  }

  return {
    refresh() {
      wanted = true;
      reading ??= readUntilRested().finally(() => {
        reading = undefined;
      });
    },
    async close() {
      closed = true;
      await reading;
    },
  };
}
