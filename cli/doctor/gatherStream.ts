import { DescribeStreamCommand, KinesisVideoClient } from '@aws-sdk/client-kinesis-video';
import type {
  ArchivedStream,
  DescribedStream,
  OpenGap,
  ReadFragment,
  StreamFacts,
} from '../../core/doctor/StreamFacts.ts';
import { type Fragment, serverMs } from '../../core/fragment.ts';
import { readFragment } from '../../core/matroska/readFragment.ts';
import type { Context } from '../Context.ts';
import type { EnrolledStream } from '../commands/streams/EnrolledStream.ts';
import { ApiClient } from '../connection/ApiClient.ts';
import { clientSettings } from '../connection/clientSettings.ts';
import type { Installation } from '../connection/Installation.ts';
import { openFootage } from '../connection/openFootage.ts';
import type { Probe } from './Probe.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
/** Looked back in turn until there is footage: a camera that is on is found by the first. */
const SPANS_MS = [10 * MINUTE_MS, 2 * HOUR_MS, 24 * HOUR_MS];
/** What counts as recent, before the newest. */
const RECENT_MS = 10 * MINUTE_MS;
/** KVS's own limit of a fragment and some framing: more is no fragment. */
const LARGEST_BYTES = 64_000_000;
const MAX_GAPS = 500;

/** Reads everything that is asked of one stream. */
export async function gatherStream(
  installation: Installation,
  streamName: string,
  probe: Probe,
  context: Context,
): Promise<StreamFacts> {
  const api = new ApiClient(installation);
  const described = await probe.try('kinesisvideo:DescribeStream', () => describe(installation, streamName));
  const shown = await probe.try('execute-api:Invoke', () =>
    api.get('/streams/{stream}', { params: { path: { stream: streamName } } }),
  );
  const archived = shown === undefined ? undefined : archivedOf(shown);
  const gaps =
    archived === undefined ? [] : await probe.try('execute-api:Invoke', () => readGaps(api, streamName, described));
  const facts = { nowMs: context.system.clock.now(), region: installation.region, gaps: gaps ?? [] };
  const known = { ...(described === undefined ? {} : { described }), ...(archived === undefined ? {} : { archived }) };
  if (described === undefined) return { ...facts, ...known, recent: [] };

  const footage = await openFootage(installation, context);
  try {
    const reference = { streamArn: described.streamArn, endpoints: {} };
    const listed = await probe.try('kinesisvideo:ListFragments', () =>
      recentFragments(footage.source.list.bind(footage.source), reference, facts.nowMs),
    );
    const recent = listed ?? [];
    const last = recent.at(-1);
    if (last === undefined) return { ...facts, ...known, recent };
    const newest = await probe.try('kinesisvideo:GetMediaForFragmentList', async () =>
      readNewest(await footage.source.fragments(reference, [last.number])),
    );
    return { ...facts, ...known, recent, ...(newest === undefined ? {} : { newest }) };
  } finally {
    footage.close();
  }
}

async function describe(installation: Installation, streamName: string): Promise<DescribedStream | undefined> {
  const client = new KinesisVideoClient(await clientSettings(installation));
  try {
    const { StreamInfo: info } = await client.send(new DescribeStreamCommand({ StreamName: streamName }));
    if (info?.StreamARN === undefined) return undefined;
    return {
      streamArn: info.StreamARN,
      region: info.StreamARN.split(':')[3] ?? '',
      status: info.Status ?? 'unknown',
      retentionHours: info.DataRetentionInHours ?? 0,
      ...(info.KmsKeyId === undefined ? {} : { kmsKey: info.KmsKeyId }),
    };
  } finally {
    client.destroy();
  }
}

function archivedOf({ streamArn, settings, state }: EnrolledStream): ArchivedStream {
  return {
    streamArn,
    enabled: settings.enabled !== false,
    expects: settings.expects === 'events' ? 'events' : 'continuous',
    fragments: settings.fragments === 'none' || settings.fragments === 'tagged' ? settings.fragments : 'all',
    source: settings.source === 'fragments' ? 'fragments' : 'clip',
    ...(state === undefined ? {} : { lagMs: state.lagMs, openPlans: state.openPlans }),
    ...(state?.behind === undefined ? {} : { behind: state.behind }),
    ...(state?.silent === undefined ? {} : { silent: state.silent }),
    ...(state?.losingSoon === undefined ? {} : { losingSoon: state.losingSoon }),
  };
}

async function readGaps(
  api: ApiClient,
  streamName: string,
  described: DescribedStream | undefined,
): Promise<OpenGap[]> {
  const gaps: OpenGap[] = [];
  const keptMs = (described?.retentionHours ?? 0) * HOUR_MS;
  for await (const gap of api.eachItem('/streams/{stream}/gaps', {
    params: { path: { stream: streamName } },
  })) {
    // By the producer's clock where nothing better is told: a camera that sends as it records is little off.
    const leavesKvsMs = (gap.clock === 'producer' ? gap.expiresMs : undefined) ?? gap.startMs + keptMs;
    gaps.push({ reason: gap.reason, ...(gap.reason === 'failed' ? { leavesKvsMs } : {}) });
    if (gaps.length === MAX_GAPS) break;
  }
  return gaps;
}

type List = (
  stream: { streamArn: string; endpoints: Readonly<Record<string, string>> },
  range: { clock: 'server'; startMs: ReturnType<typeof serverMs>; endMs: ReturnType<typeof serverMs> },
) => AsyncIterable<readonly Fragment[]>;

/** The last ten minutes that hold footage, of the last day. */
async function recentFragments(list: List, stream: Parameters<List>[0], nowMs: number): Promise<Fragment[]> {
  for (const spanMs of SPANS_MS) {
    const found: Fragment[] = [];
    const range = { clock: 'server', startMs: serverMs(nowMs - spanMs), endMs: serverMs(nowMs) } as const;
    for await (const page of list(stream, range)) found.push(...page);
    if (found.length === 0) continue;
    const newestMs = Math.max(...found.map((fragment) => fragment.serverMs));
    return found
      .filter((fragment) => fragment.serverMs > newestMs - RECENT_MS)
      .sort((a, b) => a.producerMs - b.producerMs);
  }
  return [];
}

async function readNewest(body: AsyncIterable<Uint8Array>): Promise<NonNullable<StreamFacts['newest']>> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > LARGEST_BYTES) return { unreadable: `it has more than ${LARGEST_BYTES / 1e6} MB` };
    chunks.push(chunk);
  }
  try {
    return readOf(Buffer.concat(chunks));
  } catch (error) {
    return { unreadable: error instanceof Error ? error.message : String(error) };
  }
}

function readOf(bytes: Uint8Array): ReadFragment {
  const { tracks, frames } = readFragment(bytes);
  const video = tracks.find(({ type }) => type === 'video');
  const pictures = frames.filter(({ trackNumber }) => trackNumber === video?.number);
  const startMs = frames[0]?.timeMs ?? 0;
  return {
    tracks,
    keyFrameMs: pictures.filter(({ keyframe }) => keyframe).map(({ timeMs }) => timeMs - startMs),
    startsWithKeyFrame: pictures[0]?.keyframe === true,
    bytes: bytes.length,
  };
}
