import { runCodecProcess } from './codecs/CodecProcess.ts';
import type { ProbedSource, TranscodeOrder } from './TranscodeOrder.ts';

/**
 * What the sources of an order are, without anything being made of them.
 *
 * @throws TranscodeFault for what cannot be transcoded
 */
export async function probeSources(order: TranscodeOrder, signal: AbortSignal): Promise<readonly ProbedSource[]> {
  let probed: readonly ProbedSource[] = [];
  await runCodecProcess(
    { ...order, probeOnly: true },
    async (message) => {
      if ('probed' in message) probed = message.probed;
    },
    signal,
  );
  return probed;
}
