import { FRAGMENTS_PER_READ, MEDIA_POINTS_PER_SECOND } from '../plans/limits.ts';
import { fragmentProfile } from '../streams/fragmentProfile.ts';
import { formatSpan } from '../time/formatTime.ts';
import { LONGEST_FRAGMENT_MS } from '../windows/chooseWindow.ts';
import type { Check } from './Finding.ts';
import { type FragmentFigures, fragmentFigures } from './fragmentFigures.ts';
import type { StreamFacts } from './StreamFacts.ts';

/** Shorter ones are refused by KVS itself (service quotas, "Fragment duration"). */
const SHORTEST_MS = 1_000;
/** The older documentation's limit: producers that keep to it are taken everywhere. */
const LONG_MS = 10_000;
const LARGEST_FRAGMENT_BYTES = 50_000_000;
const BANDWIDTH_BYTES = 12_500_000;
/** A camera begins a fragment, and the service hears of it: more than this is no way between them. */
const LATE_MS = 60_000;
const FAST_MS = 2_000;
const DRIFT_MS_PER_HOUR = 6_000;
/** Over less time a drift is only a network that comes and goes. */
const DRIFT_SPAN_MS = 5 * 60_000;
const HOUR_MS = 3_600_000;

/** A check that has something to say only where there are fragments. */
const check = (
  code: string,
  find: (figures: FragmentFigures, facts: StreamFacts) => ReturnType<Check<StreamFacts>['find']>,
): Check<StreamFacts> => ({
  code,
  find(facts) {
    const figures = fragmentFigures(facts.recent);
    return figures === undefined ? undefined : find(figures, facts);
  },
});

/** What the listing of the last minutes tells: lengths, sizes, clocks. */
export const fragmentChecks: readonly Check<StreamFacts>[] = [
  {
    code: 'footage.none',
    find: ({ recent, described, archived }) =>
      described === undefined || described.retentionHours === 0 || recent.length > 0
        ? undefined
        : {
            level: archived?.expects === 'events' ? 'note' : 'warning',
            text: 'KVS holds no footage of the stream that is younger than a day',
            remedy: 'is the camera on? kvs-archiver fragments --stream NAME --from -7d shows what there is',
          },
  },
  {
    code: 'footage.silent',
    find: ({ archived, recent, nowMs }) =>
      archived?.silent === true && recent.length > 0
        ? {
            level: 'warning',
            text: `the camera is silent for ${formatSpan(nowMs - (recent.at(-1)?.serverMs ?? nowMs))}`,
            remedy: 'look at the camera; a stream that sends at events only is enrolled with --expects events',
          }
        : undefined,
  },
  check('fragment.longest-clip', (_figures, { recent }) => {
    const profile = fragmentProfile(recent);
    return profile === undefined
      ? undefined
      : { level: 'note', text: `the longest clip that fits: ${profile.inWords}` };
  }),
  check('fragment.short', ({ spacingMs }) =>
    spacingMs > 0 && spacingMs < SHORTEST_MS
      ? {
          level: 'warning',
          text: `fragments are ${formatSpan(spacingMs)} long: KVS documents 1 s as the least, and a clip holds 200 of them at most`,
          remedy: 'let the producer begin a fragment at every key frame of 2 s or more',
        }
      : undefined,
  ),
  check('fragment.long', ({ spacingMs, longestMs }) => {
    const lengthMs = Math.max(spacingMs, longestMs);
    if (lengthMs <= LONG_MS) return undefined;
    const over = lengthMs > LONGEST_FRAGMENT_MS;
    return {
      level: over ? 'error' : 'warning',
      text: `fragments are up to ${formatSpan(lengthMs)} long: ${over ? 'KVS takes 20 s at most' : 'KVS takes 20 s, its older documentation 10 s'}`,
      remedy: 'shorten the distance of key frames (IDR interval) to 1 to 4 s: a fragment ends only at one',
    };
  }),
  check('fragment.large', ({ largestBytes }) =>
    largestBytes > LARGEST_FRAGMENT_BYTES * 0.8
      ? {
          level: 'warning',
          text: `fragments have up to ${megabytes(largestBytes)}: KVS refuses more than 50 MB`,
          remedy: 'shorter fragments, or a lower bitrate',
        }
      : undefined,
  ),
  check('bitrate.clip-bytes', (_figures, { recent }) => {
    const profile = fragmentProfile(recent);
    return profile !== undefined && profile.fragmentsPerClip < 200
      ? {
          level: 'note',
          text: `100 MB are full before 200 fragments: a clip holds ${profile.fragmentsPerClip} of them, ${formatSpan(profile.longestClipMs)}`,
        }
      : undefined;
  }),
  check('bitrate.bandwidth', ({ bytesPerSecond }) =>
    bytesPerSecond > BANDWIDTH_BYTES * 0.8
      ? {
          level: 'warning',
          text: `the stream brings ${megabytes(bytesPerSecond)} a second: KVS reads 12.5 MB a second of one stream`,
          remedy: 'a lower bitrate, or a higher quota (PutMedia bandwidth)',
        }
      : undefined,
  ),
  check('quota.media-points', ({ spacingMs }, { archived }) => {
    const reads = archived?.fragments === 'all' && archived.source === 'clip' ? 2 : 1;
    const share = (reads * 1000) / Math.max(1, spacingMs) / MEDIA_POINTS_PER_SECOND;
    return share > 0.1
      ? {
          level: 'warning',
          text: `reading the stream once as it comes takes ${Math.round(share * 100)} % of its ${MEDIA_POINTS_PER_SECOND} media points a second`,
          remedy: `longer fragments; or --source fragments: one read (of ${FRAGMENTS_PER_READ} at once) makes clip and bundle`,
        }
      : undefined;
  }),
  check('clock.fast', ({ skewMs }) =>
    skewMs < -FAST_MS
      ? {
          level: 'warning',
          text: `the camera's clock is ${formatSpan(-skewMs)} fast`,
          remedy: 'set it by NTP: footage stands in the archive under the time of the camera',
        }
      : undefined,
  ),
  check('clock.late', ({ skewMs }) =>
    skewMs > LATE_MS
      ? {
          level: 'warning',
          text: `footage comes ${formatSpan(skewMs)} after the time that it bears`,
          remedy: "the camera's clock is slow (NTP), or it sends what it kept: then all is well",
        }
      : undefined,
  ),
  check('clock.drift', ({ driftMs, spanMs }) => {
    const perHour = (driftMs / Math.max(1, spanMs)) * HOUR_MS;
    return spanMs >= DRIFT_SPAN_MS && Math.abs(perHour) > DRIFT_MS_PER_HOUR
      ? {
          level: 'warning',
          text: `the camera's clock moves against the server's by ${formatSpan(Math.abs(perHour))} an hour`,
          remedy: 'set it by NTP; an uplink that cannot keep up looks the same: compare the bitrate with it',
        }
      : undefined;
  }),
];

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
