import { MAX_OPEN_PLANS } from '../streams/streamState.ts';
import { formatSpan } from '../time/formatTime.ts';
import type { Check } from './Finding.ts';
import { fragmentChecks } from './fragmentChecks.ts';
import { mediaChecks } from './mediaChecks.ts';
import type { StreamFacts } from './StreamFacts.ts';

const HOUR_MS = 3_600_000;
/** AWS's own key: any other one may refuse. Documented: CreateStream, KmsKeyId. */
const AWS_KEY = /alias\/aws\/kinesisvideo$/;

/** Whether the stream is there, is archived, and is in order. */
const standing: readonly Check<StreamFacts>[] = [
  {
    code: 'stream.missing',
    find: ({ described, archived }) =>
      described === undefined
        ? {
            level: archived === undefined ? 'error' : 'warning',
            text: 'Kinesis Video Streams has no stream of this name in this Region',
            remedy: 'check the name and the Region; what is archived stays, and can still be read',
          }
        : undefined,
  },
  {
    code: 'stream.status',
    find: ({ described }) =>
      described === undefined || described.status === 'ACTIVE'
        ? undefined
        : {
            level: described.status === 'DELETING' ? 'error' : 'warning',
            text: `the stream is ${described.status}`,
            remedy: 'its footage can be read only while it is ACTIVE',
          },
  },
  {
    code: 'stream.region',
    find: ({ described, region }) =>
      described === undefined || described.region === region
        ? undefined
        : {
            level: 'error',
            text: `the stream is in ${described.region}, the stack in ${region}`,
            remedy: `deploy the stack in ${described.region} too: a stream is archived from its own Region`,
          },
  },
  {
    code: 'stream.replaced',
    find: ({ described, archived }) =>
      described === undefined || archived === undefined || described.streamArn === archived.streamArn
        ? undefined
        : {
            level: 'note',
            text: 'the stream was deleted and made again: the next pass goes on with the new one',
          },
  },
  {
    code: 'enrolment.missing',
    find: ({ archived, described }) =>
      archived !== undefined || described === undefined
        ? undefined
        : { level: 'warning', text: 'the stream is not archived', remedy: 'kvs-archiver streams add NAME' },
  },
  {
    code: 'enrolment.paused',
    find: ({ archived }) =>
      archived?.enabled === false
        ? {
            level: 'warning',
            text: 'scheduled runs leave the stream out: it is paused',
            remedy: 'kvs-archiver streams add NAME --resume, before its retention takes the footage',
          }
        : undefined,
  },
  {
    code: 'retention.none',
    find: ({ described }) =>
      described?.retentionHours === 0
        ? {
            level: 'error',
            text: 'KVS keeps nothing of the stream (its retention is 0 hours): there is nothing to archive',
            remedy: 'UpdateDataRetention, to 24 hours or more',
          }
        : undefined,
  },
  {
    code: 'retention.short',
    find: ({ described }) =>
      described !== undefined && described.retentionHours > 0 && described.retentionHours < 24
        ? {
            level: 'warning',
            text: `KVS keeps the footage for ${described.retentionHours} h: what waits longer for a repair is lost`,
            remedy: 'UpdateDataRetention, to 24 hours or more: there must be time for a night and for backfill',
          }
        : undefined,
  },
  {
    code: 'kms.customer-key',
    find: ({ described }) =>
      described?.kmsKey === undefined || AWS_KEY.test(described.kmsKey)
        ? undefined
        : {
            level: 'note',
            text: `the stream is encrypted with your own key ${described.kmsKey}`,
            remedy: "its policy must let the functions' roles kms:Decrypt through kinesisvideo",
          },
  },
  {
    code: 'lag.losing',
    find: ({ archived, described }) =>
      archived?.losingSoon === true ||
      (archived?.lagMs !== undefined &&
        described !== undefined &&
        described.retentionHours > 0 &&
        archived.lagMs > (described.retentionHours * HOUR_MS) / 2)
        ? {
            level: 'error',
            text: `the archive is ${formatSpan(archived?.lagMs ?? 0)} behind, and KVS keeps ${described?.retentionHours ?? 0} h`,
            remedy: 'raise the retention at once, then kvs-archiver archive --stream NAME and look at what it says',
          }
        : undefined,
  },
  {
    code: 'lag.behind',
    find: ({ archived }) =>
      archived?.behind === true && archived.losingSoon !== true
        ? {
            level: 'warning',
            text: `the archive is ${formatSpan(archived.lagMs ?? 0)} behind`,
            remedy: 'kvs-archiver doctor for the whole stack: a run that fails, a schedule that is off, a quota',
          }
        : undefined,
  },
  {
    code: 'plans.many-open',
    find: ({ archived }) =>
      (archived?.openPlans ?? 0) >= MAX_OPEN_PLANS * 0.75
        ? {
            level: 'warning',
            text: `${archived?.openPlans ?? 0} plans are open, of ${MAX_OPEN_PLANS} at most: planning waits when they are`,
            remedy: 'kvs-archiver archive --stream NAME executes them; its output says why they fail',
          }
        : undefined,
  },
  {
    code: 'gaps.open',
    find({ gaps, nowMs }) {
      const failed = gaps.filter(({ reason }) => reason === 'failed');
      if (failed.length === 0) return undefined;
      const limits = failed.flatMap(({ leavesKvsMs }) => (leavesKvsMs === undefined ? [] : [leavesKvsMs]));
      const soonest = Math.min(...limits);
      const left = Number.isFinite(soonest)
        ? `; the first leaves KVS in ${formatSpan(Math.max(0, soonest - nowMs))}`
        : '';
      return {
        level: 'error',
        text: `${failed.length} of its gaps can still be filled${left}`,
        remedy: 'kvs-archiver gaps --stream NAME says why; kvs-archiver backfill tries again',
      };
    },
  },
  {
    code: 'gaps.lost',
    find({ gaps }) {
      const lost = gaps.filter(({ reason }) => reason !== 'failed');
      return lost.length === 0
        ? undefined
        : {
            level: 'note',
            text: `${lost.length} gaps are for good (expired, or unsupported media)`,
            remedy: 'kvs-archiver gaps --stream NAME',
          };
    },
  },
];

/** Everything that is asked of one stream. */
export const STREAM_CHECKS: readonly Check<StreamFacts>[] = [...standing, ...fragmentChecks, ...mediaChecks];
