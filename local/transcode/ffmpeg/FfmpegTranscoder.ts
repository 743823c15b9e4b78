import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { probeSources } from '../probeSources.ts';
import { TranscodeFault } from '../TranscodeFault.ts';
import type { LocalTranscoder, MadePiece, TranscodeOrder, TranscodeSummary } from '../TranscodeOrder.ts';
import { FIRST_PIPE, ffmpegArguments, type PipeContent } from './ffmpegArguments.ts';
import { readFragments } from './readFragments.ts';
import { readJpegs } from './readJpegs.ts';

/** What is kept of what it complains about. */
const MOST_WORDS = 2000;

/**
 * Transcodes with the system's ffmpeg. What the sources are is read beforehand, by the same eyes as with the other
 * transcoder: ffmpeg takes a file that was cut off for a shorter one. One source at a time.
 */
export class FfmpegTranscoder implements LocalTranscoder {
  readonly name = 'ffmpeg';
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  async transcode(
    order: TranscodeOrder,
    take: (piece: MadePiece) => Promise<void>,
    signal: AbortSignal,
  ): Promise<TranscodeSummary> {
    const sources = await probeSources(order, signal);
    await take({ kind: 'probed', sources });
    const totalMs = sources.reduce((sum, { durationMs }) => sum + durationMs, 0);
    return await this.#run(order, totalMs, take, signal);
  }

  async #run(
    order: TranscodeOrder,
    totalMs: number,
    take: (piece: MadePiece) => Promise<void>,
    signal: AbortSignal,
  ): Promise<TranscodeSummary> {
    const run = ffmpegArguments(order);
    signal.throwIfAborted();
    const child = spawn(this.#path, run.arguments, {
      stdio: ['ignore', 'pipe', 'pipe', ...run.pipes.map(() => 'pipe' as const)],
    });
    const kill = (): void => void child.kill('SIGKILL');
    signal.addEventListener('abort', kill);
    const ended = new Promise<string>((resolve) => {
      child.once('error', (error) => resolve(`it cannot be run: ${error.message}`));
      child.once('close', (code, killedBy) => resolve(code === 0 ? '' : `it ended with ${killedBy ?? code}`));
    });
    let turn: Promise<unknown> = Promise.resolve();
    const inTurn = (piece: MadePiece): Promise<void> => {
      const taken = turn.then(() => take(piece));
      turn = taken.catch(() => undefined);
      return taken;
    };
    let seconds = 0;
    let frames = 0;
    let words = '';

    async function readPipe(content: PipeContent, stream: AsyncIterable<Buffer>): Promise<void> {
      switch (content.kind) {
        case 'video':
        case 'audio':
          for await (const piece of readFragments(stream, content.kind === 'audio' ? 'audio' : content.track)) {
            if (piece.kind === 'fragment' && piece.track === 0) seconds += piece.seconds;
            await inTurn(piece);
          }
          return;
        case 'capture':
          for await (const bytes of readJpegs(stream)) await inTurn({ ...content, kind: 'picture', bytes });
          return;
        case 'sheet':
          for await (const bytes of readJpegs(stream)) await inTurn({ kind: 'sheet', bytes, pictures: undefined });
      }
    }

    async function readProgress(stream: AsyncIterable<Buffer>): Promise<void> {
      let told = 0;
      for await (const chunk of stream) {
        const text = chunk.toString('latin1');
        frames = Number(/.*\bframe=\s*(\d+)/s.exec(text)?.[1] ?? frames);
        const us = Number(/.*\bout_time_us=(\d+)/s.exec(text)?.[1] ?? Number.NaN);
        const percent = Math.min(99, Math.floor(us / 10 / Math.max(1, totalMs)));
        if (!(percent > told)) continue;
        told = percent;
        await inTurn({ kind: 'progress', percent, frames });
      }
    }

    async function readWords(stream: AsyncIterable<Buffer>): Promise<void> {
      for await (const chunk of stream) words = (words + chunk.toString('utf8')).slice(-MOST_WORDS);
    }

    const stream = (number: number): AsyncIterable<Buffer> => child.stdio[number] as Readable;
    const reading = [
      readProgress(stream(1)),
      readWords(stream(2)),
      ...run.pipes.map((content, index) => readPipe(content, stream(FIRST_PIPE + index))),
    ];
    try {
      const settled = await Promise.allSettled(
        reading.map((each) =>
          each.catch((error: unknown) => {
            // Nobody reads that pipe any more: the process would wait for ever.
            kill();
            throw error;
          }),
        ),
      );
      const why = await ended;
      signal.throwIfAborted();
      const own = settled.find((each) => each.status === 'rejected' && !isOfFfmpeg(each.reason));
      if (own?.status === 'rejected') throw own.reason;
      if (why !== '') throw new TranscodeFault('damaged', `ffmpeg: ${why}: ${words.trim()}`);
      const broken = settled.find((each) => each.status === 'rejected');
      if (broken?.status === 'rejected') throw broken.reason;
    } finally {
      signal.removeEventListener('abort', kill);
      kill();
    }
    if (seconds === 0) throw new TranscodeFault('damaged', 'no pictures decoded');
    return { durationMs: Math.round(seconds * 1000), frames, lost: 0 };
  }
}

/** What it wrote came to an end too early: why, it tells at its end. */
const isOfFfmpeg = (error: unknown): boolean => error instanceof TranscodeFault;
