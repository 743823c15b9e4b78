import { ArchiverError } from '../../../core/errors.ts';
import { fragmentNumber, producerMs } from '../../../core/fragment.ts';
import type { ClipRow, ErasedRow } from '../../../core/ledger/ledgerRow.ts';
import { planIdOf } from '../../../core/plans/plan.ts';
import type { RunDescription, Runs } from '../../../core/ports/runs.ts';
import { clipLinkSeconds, showClip } from '../../../functions/api/steps/showClip.ts';
import { showRequest } from '../../../functions/api/steps/showRequest.ts';
import { startRequest } from '../../../functions/api/steps/startRequest.ts';
import { MemoryLedger } from '../../simulation/memory/MemoryLedger.ts';
import { MemoryObjectLinks } from '../../simulation/memory/MemoryObjectLinks.ts';
import { MemoryObjectStore } from '../../simulation/memory/MemoryObjectStore.ts';

const NOW = Date.UTC(2026, 10, 21, 14);
const DAY = 86_400_000;
const ARN = 'arn:aws:kinesisvideo:us-east-1:000000000000:stream/door/1';
const clock = { now: () => NOW, sleep: async () => undefined };
const names = { arnsOf: async (name: string) => (name === 'door' ? [ARN] : []) };

describe('a file is asked for', () => {
  const started: { name: string; input: unknown }[] = [];
  const runs: Pick<Runs, 'start'> = {
    async start(name, input) {
      started.push({ name, input });
    },
  };
  const ports = { enrolments: { get: async () => undefined }, names, runs, clock };
  beforeEach(() => {
    started.length = 0;
  });

  it('of a span, though the stream is enrolled no more; the same token is the same execution', async () => {
    const body = { from: '-2h', to: '2026-11-21T13:00:00Z', clientToken: 'mine' };
    const answer = await startRequest('clip', 'door', body, 'http-1', ports);
    const again = await startRequest('clip', 'door', body, 'http-2', ports);
    const other = await startRequest('fragments', 'door', body, 'http-2', ports);

    expect(answer).toEqual({
      executionId: expect.stringMatching(/^request-[0-9a-f]{24}$/),
      streamName: 'door',
      from: '2026-11-21T12:00:00.000Z',
      to: '2026-11-21T13:00:00.000Z',
    });
    expect([again.executionId, other.executionId === answer.executionId]).toEqual([answer.executionId, false]);
    expect(started[0]?.input).toEqual({
      request: { kind: 'clip', stream: 'door', fromMs: NOW - 7_200_000, toMs: NOW - 3_600_000 },
    });
  });

  it('by numbers, each once and in order; without a token each request is its own', async () => {
    const numbers = ['10', '9', '10'];
    const first = await startRequest('fragments', 'door', { numbers }, 'http-1', ports);
    const second = await startRequest('fragments', 'door', { numbers }, 'http-2', ports);
    expect(first).toMatchObject({ numbers: ['9', '10'] });
    expect(first.executionId === second.executionId).toBe(false);
  });

  it.each<['clip' | 'fragments', object, string]>([
    ['clip', {}, 'from'],
    ['clip', { from: 1 }, 'to'],
    ['clip', { from: 5, to: 5 }, 'from'],
    ['clip', { from: 6, to: 5 }, 'from'],
    ['clip', { from: 0, to: 31 * DAY + 1 }, 'to'],
    ['clip', { from: 'yesterday', to: 5 }, 'from'],
    ['clip', { from: 1, to: 2, clientToken: '' }, 'clientToken'],
    ['clip', { numbers: ['1'] }, ''],
    ['fragments', { numbers: [] }, 'numbers'],
    ['fragments', { numbers: ['x'] }, 'numbers.0'],
    ['fragments', { numbers: [1] }, 'numbers.0'],
    ['fragments', { numbers: Array.from({ length: 1001 }, (_, n) => String(n)) }, 'numbers'],
    ['fragments', { numbers: ['1'], from: 0, to: 1 }, 'numbers'],
    ['fragments', { from: 0, to: 1, bucket: 'mine' }, ''],
  ])('%s %j is refused, naming %s', async (kind, body, field) => {
    await expect(startRequest(kind, 'door', body, 'http-1', ports)).rejects.toMatchObject({
      name: 'InvalidInput',
      details: { field },
    });
    expect(started).toEqual([]);
  });

  it('of a stream that nobody ever saw there is nothing', async () => {
    const refused = startRequest('clip', 'nobody', { from: 0, to: 1 }, 'http-1', ports);
    await expect(refused).rejects.toMatchObject({ name: 'NotFound' });
  });
});

describe('how a request fares', () => {
  const objects = new MemoryObjectStore();
  const links = new MemoryObjectLinks(objects, clock.now);
  const run: RunDescription = {
    executionId: 'request-1',
    status: 'RUNNING',
    startedMs: NOW - 60_000,
    input: { request: { kind: 'clip', stream: 'door', fromMs: 0, toMs: 1000 } },
  };
  const show = (over: Partial<RunDescription>) =>
    showRequest('request-1', { runs: { describe: async () => ({ ...run, ...over }) }, links, clock });
  const output = {
    bucket: 'work',
    key: 'on-demand/door/request-1.mp4',
    bytes: 7,
    sha256: 'ab',
    fragments: 1,
    startMs: 0,
    lastMs: 0,
    source: 'kvs',
    expiresMs: NOW + DAY,
  };

  it('while it is made there is no file', async () => {
    expect(await show({})).toEqual({
      executionId: 'request-1',
      status: 'RUNNING',
      startedAt: '2026-11-21T13:59:00.000Z',
      streamName: 'door',
      from: '1970-01-01T00:00:00.000Z',
      to: '1970-01-01T00:00:01.000Z',
    });
  });

  it('at its end there is a link, for an hour or for as long as the file is kept', async () => {
    const done = await show({ status: 'SUCCEEDED', endedMs: NOW, output });
    const late = await show({ status: 'SUCCEEDED', endedMs: NOW, output: { ...output, expiresMs: NOW + 60_000 } });
    const gone = await show({ status: 'SUCCEEDED', endedMs: NOW, output: { ...output, expiresMs: NOW } });

    expect(done.file).toEqual({
      name: 'request-1.mp4',
      bytes: 7,
      sha256: 'ab',
      fragments: 1,
      startMs: 0,
      lastMs: 0,
      source: 'kvs',
      keptUntil: '2026-11-22T14:00:00.000Z',
      url: expect.stringContaining('on-demand'),
      urlExpiresAt: '2026-11-21T15:00:00.000Z',
    });
    expect(late.file).toMatchObject({ urlExpiresAt: '2026-11-21T14:01:00.000Z' });
    expect(gone.file).not.toHaveProperty('url');
  });

  it('of a failure it tells the message, and no stack', async () => {
    const cause = JSON.stringify({ errorType: 'NotFound', errorMessage: 'from: "nothing"', trace: ['at secret'] });
    expect((await show({ status: 'FAILED', error: 'NotFound', cause })).error).toEqual({
      code: 'NotFound',
      message: 'from: "nothing"',
    });
    expect((await show({ status: 'FAILED', error: 'States.Timeout', cause: 'slow' })).error).toEqual({
      code: 'States.Timeout',
      message: 'slow',
    });
  });
});

describe('an archived clip', () => {
  const planId = planIdOf('4bc6f3d31c19');
  const reference = { streamName: 'door', endProducerMs: producerMs(5000), planId };
  const file = (key: string) => ({ bucket: 'archive', key, bytes: 7, sha256: 'ab' });
  const row: ClipRow = {
    kind: 'clip',
    streamArn: ARN,
    streamName: 'door',
    planId,
    startProducerMs: producerMs(0),
    endProducerMs: producerMs(5000),
    numbers: [fragmentNumber('17')],
    writtenMs: NOW - 1000,
    source: 'GET_CLIP',
    clip: file('clips/door/a.mp4'),
    bundle: file('bundles/door/a.mkv'),
    retention: 'events',
    retireAtMs: NOW + DAY,
  };

  async function clipOf(standing: ClipRow | ErasedRow | undefined, expires?: string) {
    const ledger = new MemoryLedger();
    if (standing?.kind === 'clip') await ledger.putClip(standing);
    if (standing?.kind === 'erased') await ledger.putErased(standing, undefined);
    const objects = new MemoryObjectStore();
    await objects.putIfAbsent({ bucket: 'archive', key: 'clips/door/a.mp4' }, Buffer.from('footage'));
    const links = new MemoryObjectLinks(objects, clock.now);
    const shown = await showClip(reference, clipLinkSeconds(expires), { names, ledger, objects, links, clock });
    return { shown, links };
  }

  it('is shown with links that open until they expire, also where its manifest is lost', async () => {
    const { shown, links } = await clipOf(row, '60');
    expect(shown).toMatchObject({
      clipId: 'door~5000~4bc6f3d31c19',
      startMs: 0,
      endMs: 5000,
      fragments: ['17'],
      retention: 'events',
      retiresAt: '2026-11-22T14:00:00.000Z',
      archivedAt: '2026-11-21T13:59:59.000Z',
      clip: { bytes: 7, urlExpiresAt: '2026-11-21T14:01:00.000Z' },
      bundle: { url: expect.stringContaining('a.mkv'), manifestUrl: expect.stringContaining('a.json') },
    });
    expect(shown).not.toHaveProperty('codec');
    const { clip } = shown as { clip: { url: string } };
    expect(await links.follow(clip.url)).toEqual({
      status: 200,
      body: 'footage',
      disposition: 'attachment; filename="a.mp4"',
    });
  });

  it('is gone, and it is said when and why', async () => {
    await expect(clipOf({ ...row, retireAtMs: NOW })).rejects.toMatchObject({
      name: 'Expired',
      message: 'clipId: door~5000~4bc6f3d31c19 was retired at 2026-11-21T14:00:00.000Z: its retention (events) ended',
    });
    const { clip: _clip, bundle: _bundle, source: _source, retention: _r, retireAtMs: _m, ...plan } = row;
    const erased: ErasedRow = { ...plan, kind: 'erased', erasedMs: NOW - DAY, erasedBy: 'owner', erasureId: 'e-1' };
    await expect(clipOf(erased)).rejects.toMatchObject({
      name: 'Expired',
      message: expect.stringContaining('was erased at 2026-11-20T14:00:00.000Z'),
    });
    await expect(clipOf(undefined)).rejects.toBeInstanceOf(ArchiverError);
    await expect(clipOf(undefined)).rejects.toMatchObject({ name: 'NotFound' });
  });

  it.each(['0', '43201', '-1', '1.5', '', 'ten'])('has no link for %j seconds', (expires) => {
    expect(() => clipLinkSeconds(expires)).toThrow(/^expires: /);
  });
});
