import { tmpdir } from 'node:os';
import { isArchiverError } from '../../../core/errors.ts';
import type { FragmentNumber } from '../../../core/fragment.ts';
import { BundleReader } from '../../../core/matroska/BundleReader.ts';
import { assembleRequest, type RequestOutcome } from '../../../functions/request/steps/assembleRequest.ts';
import { fetchPart } from '../../../functions/request/steps/fetchPart.ts';
import { prepareRequest } from '../../../functions/request/steps/prepareRequest.ts';
import { runStateMachine } from '../../../local/states/interpreter/runStateMachine.ts';
import { StateFailure } from '../../../local/states/interpreter/StateFailure.ts';
import { decodeMp4 } from '../../e2e/harness/decodeMp4.ts';
import { ArchiveWorld } from '../../simulation/ArchiveWorld.ts';
import { MemoryStreamNames } from '../../simulation/memory/MemoryLedgerSpans.ts';
import { MemoryObjectAssembler } from '../../simulation/memory/MemoryObjectAssembler.ts';

const definition = JSON.parse(
  JSON.stringify((require('../../../serverless/definitions.cjs') as { request: unknown }).request),
  // Functions by their names.
  (_key, value) => (Array.isArray(value?.['Fn::GetAtt']) ? value['Fn::GetAtt'][0] : value),
) as unknown;

const HOUR = 3_600_000;
const DAYS_KEPT = 7;

/** The request machine as it stands, with its steps over the world's ports. */
function requestsIn(world: ArchiveWorld) {
  const assembler = new MemoryObjectAssembler(world.objects);
  const { system, footage, streams, enrolments, ledger, objects } = world;
  const ports = {
    enrolments,
    streams,
    names: new MemoryStreamNames(streams),
    source: footage,
    ledger,
    objects,
    assembler,
    workBucket: 'work',
    temporaryFolder: tmpdir(),
    keptMs: DAYS_KEPT * 24 * HOUR,
    clock: system.clock,
    system,
  };
  const steps: Record<string, (payload: never) => Promise<unknown>> = {
    prepareRequest: (payload) => prepareRequest(payload, ports),
    fetchPart: (payload) => fetchPart(payload, ports),
    assembleRequest: (payload) => assembleRequest(payload, ports),
  };
  let count = 0;
  const run = async (request: object) => {
    count += 1;
    return runStateMachine({
      definition,
      input: { request },
      system,
      s3: objects,
      executionName: `request-${count}`,
      machineName: 'request',
      taskRunner: {
        run: async (_resource, args) => {
          const { FunctionName, Payload } = JSON.parse(JSON.stringify(args)) as {
            FunctionName: string;
            Payload: never;
          };
          try {
            const result = await steps[FunctionName]?.(Payload);
            return { StatusCode: 200, Payload: JSON.parse(JSON.stringify(result)) };
          } catch (error) {
            if (!isArchiverError(error)) throw error;
            throw new StateFailure(error.kind, JSON.stringify({ errorMessage: error.message }));
          }
        },
      },
    });
  };
  return {
    assembler,
    run,
    async file(request: object): Promise<RequestOutcome & { readonly content: Uint8Array }> {
      const result = await run(request);
      if (result.status !== 'SUCCEEDED') throw new Error(`${result.error}: ${result.cause}`);
      const outcome = result.output as RequestOutcome;
      const content = objects.objects.get(`${outcome.bucket}/${outcome.key}`);
      if (content === undefined) throw new Error(`there is no ${outcome.key}`);
      expect(content.length).toBe(outcome.bytes);
      return { ...outcome, content };
    },
  };
}

async function record(world: ArchiveWorld, arn: string, count: number) {
  const fragments = [];
  for (let index = 0; index < count; index += 1) {
    fragments.push(world.footage.record(arn, world.system.clock.now()));
    await world.system.clock.sleep(1000);
  }
  await world.system.clock.sleep(2000);
  return fragments;
}

function fragmentsIn(bytes: Uint8Array): { numbers: FragmentNumber[]; frames: number; layout: string } {
  const reader = new BundleReader();
  const found = [...reader.push(bytes), ...reader.end()].map(({ fragment }) => fragment);
  const frames = found.reduce((sum, fragment) => sum + fragment.frames.length, 0);
  return { numbers: found.map(({ fragmentNumber }) => fragmentNumber), frames, layout: reader.layout };
}

describe('footage on request', () => {
  let world: ArchiveWorld;
  let arn: string;

  beforeEach(async () => {
    world = new ArchiveWorld({ seed: 1, camera: 'light' });
    arn = await world.enrol('door', { fragments: 'all' });
  });

  it('more than one GetClip gives is one MP4 with every picture at its time', async () => {
    const fragments = await record(world, arn, 450);
    const requests = requestsIn(world);
    const from = fragments[20]?.producerMs ?? 0;
    const to = fragments[430]?.producerMs ?? 0;

    const file = await requests.file({ kind: 'clip', stream: 'door', fromMs: from, toMs: to });

    const [pictures] = decodeMp4(file.content);
    const times = pictures?.shownMs.map((ms) => Math.round(ms));
    expect(file).toMatchObject({
      bucket: 'work',
      key: 'on-demand/door/request-1.mp4',
      fragments: 410,
      source: 'kvs',
      startMs: from,
      lastMs: fragments[429]?.producerMs,
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      expiresMs: world.system.clock.now() + DAYS_KEPT * 24 * HOUR,
    });
    expect([pictures?.samples, pictures?.syncSamples]).toEqual([410 * 3, 410]);
    expect(times).toEqual(fragments.slice(20, 430).flatMap((f) => [0, 333, 667].map((ms) => f.producerMs - from + ms)));
    // It leaves no trace in the ledger, and no upload behind.
    expect(world.ledger.rows.size).toBe(0);
    expect(requests.assembler.uploads.size).toBe(0);
  });

  it('takes the fragment that reaches into the span, and none that begins at its end', async () => {
    const fragments = await record(world, arn, 5);
    const start = fragments[1]?.producerMs ?? 0;
    const file = await requestsIn(world).file({
      kind: 'clip',
      stream: 'door',
      fromMs: start + 400,
      toMs: start + 2000,
    });
    expect(file).toMatchObject({ fragments: 2, startMs: start, lastMs: start + 1000 });
  });

  it('as Matroska it has the tags of every fragment, and the same bytes each time', async () => {
    const fragments = await record(world, arn, 230);
    const requests = requestsIn(world);
    const span = { fromMs: fragments[0]?.producerMs, toMs: world.system.clock.now() };

    const file = await requests.file({ kind: 'fragments', stream: 'door', ...span });
    const again = await requests.file({ kind: 'fragments', stream: 'door', ...span });

    expect(fragmentsIn(file.content)).toEqual({
      numbers: fragments.map(({ number }) => number),
      frames: 690,
      layout: 'merged',
    });
    expect([file.layout, again.sha256, again.key]).toEqual(['merged', file.sha256, 'on-demand/door/request-2.mkv']);
  });

  it('by number: those, once each, in the order of the footage', async () => {
    const fragments = await record(world, arn, 130);
    const numbers = [fragments[7], fragments[120], fragments[8]].flatMap((fragment) => fragment?.number ?? []);
    const file = await requestsIn(world).file({ kind: 'fragments', stream: 'door', numbers: [...numbers].sort() });
    expect(fragmentsIn(file.content).numbers).toEqual([numbers[0], numbers[2], numbers[1]]);
  });

  it('a number that KVS has not is told by name, and nothing is made', async () => {
    const [one] = await record(world, arn, 2);
    const unknown = `${one?.number}`.replace(/.$/, (digit) => (digit === '1' ? '2' : '1'));
    const requests = requestsIn(world);
    const result = await requests.run({ kind: 'fragments', stream: 'door', numbers: [one?.number, unknown] });
    expect(result).toMatchObject({ status: 'FAILED', error: 'NotFound', cause: expect.stringContaining(unknown) });
    expect([...world.objects.objects.keys()].filter((key) => key.includes('on-demand/'))).toEqual([]);
  });

  it('comes from bundles of the archive once KVS has forgotten it, and from both while it forgets', async () => {
    const early = await record(world, arn, 210);
    await world.system.clock.sleep(30_000);
    expect((await world.run({})).status).toBe('SUCCEEDED');
    const requests = requestsIn(world);
    const span = { fromMs: early[0]?.producerMs, toMs: (early[209]?.producerMs ?? 0) + 1000 };
    const whole = await requests.file({ kind: 'clip', stream: 'door', ...span });
    // Half of it is gone.
    const halfMs = (early[105]?.serverMs ?? 0) + 24 * HOUR - world.system.clock.now();
    await world.system.clock.sleep(halfMs);
    const half = await requests.file({ kind: 'clip', stream: 'door', ...span });
    await world.system.clock.sleep(HOUR);
    const archived = await requests.file({ kind: 'clip', stream: 'door', ...span });
    const matroska = await requests.file({ kind: 'fragments', stream: 'door', ...span });
    world.footage.remove('door');
    const gone = await requests.file({ kind: 'clip', stream: 'door', ...span });

    expect([whole, half, archived, gone].map(({ source, fragments }) => [source, fragments])).toEqual([
      ['kvs', 210],
      ['both', 210],
      ['archive', 210],
      ['archive', 210],
    ]);
    // The same footage is the same file, wherever it came from.
    expect(new Set([whole, half, archived, gone].map(({ sha256 }) => sha256)).size).toBe(1);
    expect(fragmentsIn(matroska.content).numbers).toEqual(early.map(({ number }) => number));
  });

  it('says where there is nothing, and where the archive has MP4 alone', async () => {
    const arnOfOther = await world.enrol('other', { fragments: 'none' });
    const fragments = await record(world, arnOfOther, 3);
    await world.system.clock.sleep(30_000);
    await world.run({});
    await world.system.clock.sleep(25 * HOUR);
    const requests = requestsIn(world);
    const span = { fromMs: fragments[0]?.producerMs, toMs: (fragments[2]?.producerMs ?? 0) + 1000 };

    expect(await requests.run({ kind: 'clip', stream: 'door', ...span })).toMatchObject({
      status: 'FAILED',
      error: 'NotFound',
      cause: expect.stringMatching(/neither KVS nor the archive has footage of door from .*Z to .*Z/),
    });
    expect(await requests.run({ kind: 'clip', stream: 'other', ...span })).toMatchObject({
      status: 'FAILED',
      error: 'UnsupportedMedia',
      cause: expect.stringContaining('3 fragments'),
    });
  });

  it('where the codec changes there is no MP4; Matroska has the fragments one behind the other', async () => {
    const first = world.footage.record(arn, world.system.clock.now());
    const second = world.footage.record(arn, world.system.clock.now() + 1000, { camera: 'other' });
    await world.system.clock.sleep(5000);
    const requests = requestsIn(world);
    const span = { fromMs: first.producerMs, toMs: second.producerMs + 1000 };

    expect(await requests.run({ kind: 'clip', stream: 'door', ...span })).toMatchObject({ error: 'UnsupportedMedia' });
    expect(requests.assembler.uploads.size).toBe(0);
    const file = await requests.file({ kind: 'fragments', stream: 'door', ...span });
    expect([file.layout, fragmentsIn(file.content)]).toEqual([
      'verbatim',
      { numbers: [first.number, second.number], frames: 6, layout: 'verbatim' },
    ]);
  });

  it.each<[string, object]>([
    ['no request', {}],
    ['a kind of its own', { request: { kind: 'images', stream: 'door', fromMs: 0, toMs: 1 } }],
    ['no span', { request: { kind: 'clip', stream: 'door' } }],
    ['an odd stream', { request: { kind: 'clip', stream: '../door', fromMs: 0, toMs: 1 } }],
    ['more than it knows', { request: { kind: 'clip', stream: 'door', fromMs: 0, toMs: 1, bucket: 'mine' } }],
  ])('an execution that is started by hand with %s is refused', async (_name, input) => {
    const ports = { enrolments: world.enrolments, streams: world.streams } as never;
    await expect(prepareRequest({ input, requestId: 'r' }, ports)).rejects.toMatchObject({ name: 'InvalidInput' });
  });
});
