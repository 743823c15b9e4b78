import { ArchiverError } from '../../../core/errors.ts';
import type { StreamItem } from '../../media/stream/StreamItem.ts';
import { ItemReader } from './ItemReader.ts';
import { DEFAULT_STALL_MS, type LiveSourceOptions } from './LiveSourceOptions.ts';

/** An item with the clock's time when its bytes were read; `broken-off` stands behind those of each connection but the last. */
export type ArrivedItem =
  | { readonly kind: 'broken-off' }
  | { readonly kind: 'item'; readonly item: StreamItem; readonly arrivalMs: number };

const MOST_FIRST_TRIES = 3;
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 30_000;
/** A connection that brought pictures for so long was a good one. */
const GOOD_AFTER_MS = 10_000;

/**
 * Everything that comes from a live source, over as many connections as it takes: one that ends, breaks or stalls is
 * made again, after a pause that grows. Each time people are told.
 * @throws ArchiverError what no new connection mends: `UnsupportedMedia` or `Corrupt` of a pipe, `NotYetAvailable` when
 *   the first tries brought no video at all.
 */
export async function* readItems(
  options: LiveSourceOptions,
  closed: AbortSignal,
): AsyncGenerator<ArrivedItem, void, undefined> {
  const { system, name, onNotice, restarts, advice } = options;
  let failures = 0;
  let everSeen = false;
  while (!closed.aborted) {
    const run = { pictures: 0, firstPictureMs: 0, lastPictureMs: 0 };
    const end = yield* readConnection(options, closed, run);
    if (end === 'closed') return;
    everSeen ||= run.pictures > 0;
    if (!restarts) {
      if (end.error !== undefined) throw inside(name, end.error);
      if (!everSeen) throw new ArchiverError('UnsupportedMedia', `${name} ended before a key frame came: ${advice}`);
      return;
    }
    failures = run.pictures > 0 && run.lastPictureMs - run.firstPictureMs >= GOOD_AFTER_MS ? 1 : failures + 1;
    if (!everSeen && failures >= MOST_FIRST_TRIES) {
      throw new ArchiverError('NotYetAvailable', `${name} gave no video in ${failures} tries (${end.why}): ${advice}`);
    }
    const longestMs = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** (failures - 1));
    const ms = Math.round(longestMs * (0.5 + system.random.fraction() / 2));
    yield { kind: 'broken-off' };
    onNotice(`${name}: ${end.why}; connecting again in ${(ms / 1_000).toFixed(1)} s`);
    await system.clock.sleep(ms, closed).catch((error: unknown) => {
      if (!closed.aborted) throw error;
    });
  }
}

interface ConnectionEnd {
  readonly why: string;
  readonly error: ArchiverError | undefined;
}

async function* readConnection(
  options: LiveSourceOptions,
  closed: AbortSignal,
  run: { pictures: number; firstPictureMs: number; lastPictureMs: number },
): AsyncGenerator<ArrivedItem, ConnectionEnd | 'closed', undefined> {
  const { system, name, onNotice, restarts, advice } = options;
  const stallMs = options.stallMs ?? DEFAULT_STALL_MS;
  const reader = new ItemReader(options.connect(), system, closed);
  let stalledSinceMs: number | undefined;
  let heardMs = system.clock.now();
  try {
    for (;;) {
      const outcome = await reader.read(stallMs);
      if (outcome.kind === 'closed') return 'closed';
      if (outcome.kind === 'broken') return { why: whyOf(outcome.error.message, reader), error: outcome.error };
      if (outcome.kind !== 'stalled') {
        for (const item of outcome.items) {
          if (item.kind === 'frame') {
            run.pictures += 1;
            run.firstPictureMs = run.pictures === 1 ? outcome.arrivalMs : run.firstPictureMs;
            run.lastPictureMs = outcome.arrivalMs;
          }
          yield { kind: 'item', item, arrivalMs: outcome.arrivalMs };
        }
        if (outcome.kind === 'ended') return { why: whyOf('it ended', reader), error: undefined };
        // Whoever takes the frames may have taken his time: what waited is no silence of the source.
        if (outcome.items.some(({ kind }) => kind === 'frame')) {
          heardMs = system.clock.now();
          if (stalledSinceMs !== undefined)
            onNotice(`${name}: pictures again after ${seconds(heardMs - stalledSinceMs)}`);
          stalledSinceMs = undefined;
        }
      }
      const silentMs = system.clock.now() - heardMs;
      if (silentMs < stallMs) continue;
      if (restarts) return { why: whyOf(`no picture for ${seconds(silentMs)}`, reader), error: undefined };
      if (stalledSinceMs !== undefined) continue;
      stalledSinceMs = heardMs;
      onNotice(`${name}: no picture for ${seconds(silentMs)}; waiting. ${capital(advice)}`);
    }
  } finally {
    await reader.close();
  }
}

function whyOf(what: string, reader: ItemReader): string {
  const words = reader.lastWords();
  return words === '' ? what : `${what}: ${words}`;
}

function inside(name: string, error: ArchiverError): ArchiverError {
  return new ArchiverError(error.kind, `${name}: ${error.message}`, { cause: error });
}

function seconds(ms: number): string {
  return `${Math.round(ms / 1_000)} s`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
