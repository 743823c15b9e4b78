import { ArchiverError } from '../../../core/errors.ts';
import type { TranscodePlan } from '../../../core/packages/transcode/TranscodePlan.ts';
import type { TranscodeState } from '../../../core/packages/transcode/TranscodeState.ts';
import type { Transcoder } from '../../../core/ports/transcoder.ts';
import type { MemoryObjectStore } from '../memory/MemoryObjectStore.ts';

interface Job {
  readonly plan: TranscodePlan;
  status: TranscodeState['status'];
}

const LADDER = [
  '#EXTM3U',
  '#EXT-X-STREAM-INF:BANDWIDTH=800000,RESOLUTION=640x360',
  'index_360p.m3u8',
  '#EXT-X-STREAM-INF:BANDWIDTH=300000,RESOLUTION=426x240',
  'index_240p.m3u8',
  '#EXT-X-IMAGE-STREAM-INF:BANDWIDTH=1000,RESOLUTION=160x90,CODECS="jpeg",URI="index_sprite.m3u8"',
  '',
].join('\n');
const SPRITE = [
  '#EXTM3U',
  '#EXT-X-TILES:RESOLUTION=160x90,LAYOUT=2x1,DURATION=1',
  '#EXTINF:2',
  'index_sprite_1.jpg',
  '#EXT-X-ENDLIST',
].join('\n');

/** A transcoder that takes a few looks to be done. */
export class MemoryTranscoder implements Transcoder {
  readonly jobs: Job[] = [];
  /** What is said of a job, look by look; the last for ever. */
  looks: readonly Omit<TranscodeState, 'jobId'>[] = [
    { status: 'SUBMITTED', percent: 0, warnings: [] },
    { status: 'PROGRESSING', percent: 40, warnings: [{ code: '230001', message: 'a frame was dropped' }] },
    { status: 'PROGRESSING', percent: 80, warnings: [{ code: '230001', message: 'a frame was dropped' }] },
    { status: 'COMPLETE', percent: 100, warnings: [], durationMs: 2000 },
  ];
  refusal: ArchiverError | undefined;
  #looked = 0;
  readonly #objects: MemoryObjectStore;

  constructor(objects: MemoryObjectStore) {
    this.#objects = objects;
  }

  async submit(plan: TranscodePlan): Promise<string> {
    if (this.refusal !== undefined) throw this.refusal;
    const known = this.jobs.findIndex((job) => job.plan.packageId === plan.packageId);
    if (known >= 0) return `job-${known}`;
    this.jobs.push({ plan, status: 'SUBMITTED' });
    return `job-${this.jobs.length - 1}`;
  }

  async read(jobId: string): Promise<TranscodeState> {
    const job = this.jobs[Number(jobId.slice('job-'.length))];
    const look = this.looks[Math.min(this.#looked, this.looks.length - 1)];
    if (job === undefined || look === undefined) throw new ArchiverError('NotFound', `there is no ${jobId}`);
    this.#looked += 1;
    if (job.status === 'CANCELED') return { ...look, jobId, status: 'CANCELED' };
    job.status = look.status;
    if (look.status === 'COMPLETE') await this.#write(job.plan);
    return { ...look, jobId };
  }

  async cancel(jobId: string): Promise<void> {
    const job = this.jobs[Number(jobId.slice('job-'.length))];
    if (job !== undefined && job.status !== 'COMPLETE') job.status = 'CANCELED';
  }

  async #write({ bucket, base, packageId }: TranscodePlan): Promise<void> {
    const files: [string, string][] = [
      [`${base}.m3u8`, LADDER],
      [`${base}_360p.m3u8`, '#EXTM3U'],
      [`${base}_240p.m3u8`, '#EXTM3U'],
      [`${base}_sprite.m3u8`, SPRITE],
      [`packages/${packageId}/poster/picture.0000000.jpg`, 'black'],
      [`packages/${packageId}/poster/picture.0000001.jpg`, 'poster'],
    ];
    for (const [key, text] of files) await this.#objects.putIfAbsent({ bucket, key }, Buffer.from(text));
  }
}
