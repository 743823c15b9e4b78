import type { Clock } from '../../core/system.ts';
import { corruption } from './draw.ts';
import type { ServiceRule } from './FaultRule.ts';
import type { Hit } from './RuleCount.ts';
import { tamperListing } from './tamperListing.ts';
import { ConnectionCut, type Tampering } from './tamperResponse.ts';

/** Cuts pieces in two where a place in the body lies inside one. */
async function* splitAt(pieces: AsyncIterable<Buffer>, at: number): AsyncGenerator<{ piece: Buffer; end: number }> {
  let end = 0;
  for await (const piece of pieces) {
    const inside = at - end;
    const parts = inside > 0 && inside < piece.length ? [piece.subarray(0, inside), piece.subarray(inside)] : [piece];
    for (const part of parts) {
      end += part.length;
      yield { piece: part, end };
    }
  }
}

/** Gives `wanted` bytes; answers whether the body had as many. */
async function* upTo(pieces: AsyncIterable<Buffer>, wanted: number): AsyncGenerator<Buffer, boolean> {
  if (wanted === 0) return true;
  for await (const { piece, end } of splitAt(pieces, wanted)) {
    yield piece;
    if (end >= wanted) return true;
  }
  return false;
}

/** Waits for the service to answer at all, so that what it was asked for has been done. */
async function answerBegun(pieces: AsyncIterable<Buffer>): Promise<void> {
  for await (const piece of pieces) if (piece.length > 0) return;
}

function slow(atByte: number | undefined, ms: number, clock: Clock): Tampering {
  if (atByte === undefined) return { beforeHead: (gone) => clock.sleep(ms, gone), body: (pieces) => pieces };
  return {
    async *body(pieces, gone) {
      let waited = false;
      for await (const { piece, end } of splitAt(pieces, atByte)) {
        if (!waited && end > atByte) {
          waited = true;
          await clock.sleep(ms, gone);
        }
        yield piece;
      }
    },
  };
}

function truncate(atByte: number, length: 'matching' | 'declared'): Tampering {
  return {
    contentLength: (declared) => (length === 'matching' ? Math.min(declared, atByte) : declared),
    async *body(pieces) {
      const reached = yield* upTo(pieces, atByte);
      if (reached && atByte === 0) await answerBegun(pieces);
      if (reached && length === 'declared') throw new ConnectionCut('close');
    },
  };
}

function reset(atByte: number): Tampering {
  return {
    holdHead: atByte === 0,
    async *body(pieces) {
      if (atByte === 0) await answerBegun(pieces);
      else yield* upTo(pieces, atByte);
      throw new ConnectionCut('reset');
    },
  };
}

function corrupt(atByte: number, bytes: number, mask: Iterator<number, never>): Tampering {
  return {
    async *body(pieces) {
      for await (const { piece, end } of splitAt(pieces, atByte)) {
        if (end <= atByte) {
          yield piece;
          continue;
        }
        const from = end - piece.length - atByte;
        yield piece.map((byte, index) => (from + index < bytes ? byte ^ mask.next().value : byte));
      }
    },
  };
}

/** What a rule does to the answer of the call that it has hit; undefined where it does not come to an answer. */
export function tamperingOf(
  { rule, index, call }: Hit<ServiceRule>,
  seed: number,
  { clock, isHead }: { clock: Clock; isHead: boolean },
): Tampering | undefined {
  const { kind, atByte = 0 } = rule;
  switch (kind) {
    case 'slow':
      return slow(rule.atByte, rule.ms ?? 0, clock);
    case 'reset':
      return rule.atByte === undefined && rule.when !== 'after' ? undefined : reset(atByte);
    // The answer to a HEAD has no body: there is nothing of it to take away.
    case 'truncate':
      return isHead ? { body: (pieces) => pieces } : truncate(atByte, rule.length ?? 'matching');
    case 'corrupt':
      return corrupt(atByte, rule.bytes ?? Number.POSITIVE_INFINITY, corruption(seed, index, call));
    case 'late':
    case 'shuffle':
    case 'repeat':
      return tamperListing({ rule, index, call }, seed, () => clock.now());
    case 'throttle':
    case 'error':
    case 'expire':
    case 'disk-full':
      return undefined;
  }
}

/**
 * The answer is as good as given, and its last piece held back, when `end` is called: whoever asked dies without
 * having heard it.
 */
export function endingWith(end: () => void): Tampering {
  return {
    async *body(pieces) {
      let held: Buffer | undefined;
      for await (const piece of pieces) {
        if (held !== undefined) yield held;
        held = piece;
      }
      end();
      throw new ConnectionCut('reset');
    },
  };
}
