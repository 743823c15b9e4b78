/**
 * Transcodes in a process of its own: the codecs are native and young, what they are given may be broken, and nothing that
 * takes footage in may wait for them. Plain JavaScript, since it is started by path; these files alone know
 * `node-webcodecs`, `mediabunny` and `sharp` together. Speaks with `CodecProcess.ts` only, in messages:
 *
 *   in:  the order (`TranscodeOrder`), with `probeOnly` where nothing is to be made
 *   out: { probed } | { config } | { group } | { picture } | { sheet } | { progress } | { fault } | { end },
 *        each answered by
 *   in:  { next: true }
 *
 * A process serves one order: what native code kept of it goes with it, and ending it cancels the work.
 */
import { isNativeAvailable } from 'node-webcodecs';
import { Fault, message, tell, words } from './channel.mjs';
import { makeAudio } from './sound.mjs';
import { probe } from './sources.mjs';
import { makeVideo } from './video.mjs';

// Ctrl-C reaches the whole group of processes: whoever started this one ends it by closing the channel.
process.on('SIGINT', () => undefined);
process.on('disconnect', () => process.exit(0));
// The codecs work without the event loop knowing of it.
setInterval(() => undefined, 60_000);

async function carryOut(order) {
  const sources = [];
  for (const [index, url] of order.sources.entries()) sources.push(await probe(url, index));
  await tell({ probed: sources.map(({ probed }) => probed) });
  if (order.audio !== undefined && !sources.some(({ audio }) => audio !== undefined)) {
    throw new Fault('no-audio', 'no audio track');
  }
  if (order.probeOnly) return {};
  if (!isNativeAvailable())
    throw new Fault('internal', `node-webcodecs is not built for ${process.platform}-${process.arch}`);
  await import('node-webcodecs/mediabunny');
  const video = await makeVideo(order, sources);
  if (order.audio !== undefined) await makeAudio(order, sources);
  return { frames: video.frames, lost: video.lost, durationMs: Math.round(video.endUs / 1000) };
}

const order = await message();
try {
  await tell({ end: await carryOut(order) });
} catch (error) {
  const reason = error instanceof Fault ? error.reason : 'internal';
  await tell({ fault: { reason, message: words(error), source: error instanceof Fault ? error.source : 0 } });
}
process.exit(0);
