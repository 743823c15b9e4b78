import { formatSpan } from '../time/formatTime.ts';
import type { Check } from './Finding.ts';
import type { StackFacts } from './StackFacts.ts';

/** Ticks come every few minutes: after so long without a run the schedule does not work. */
const QUIET_MS = 20 * 60_000;
/** Share of a quota from which it is worth a word. */
const NEAR = 0.7;
const NAMED = 5;

/** Everything that is asked of the whole. */
export const STACK_CHECKS: readonly Check<StackFacts>[] = [
  {
    code: 'reach.failed',
    find({ calls }) {
      const failed = calls.filter(({ failure }) => failure?.denied === false);
      return failed.length === 0
        ? undefined
        : {
            level: 'error',
            text: `no answer from ${failed.map(({ action, failure }) => `${action} (${failure?.message ?? ''})`).join(', ')}`,
            remedy: 'try again; then the network, and the state of the stack in CloudFormation',
          };
    },
  },
  {
    code: 'permission.denied',
    find({ calls }) {
      const denied = calls.filter(({ failure }) => failure?.denied === true).map(({ action }) => action);
      return denied.length === 0
        ? undefined
        : {
            level: 'error',
            text: `your identity may not: ${denied.join(', ')}`,
            remedy: 'allow these actions to whoever operates the archive; the functions have roles of their own',
          };
    },
  },
  {
    code: 'stack.outputs',
    find: ({ missingOutputs }) =>
      missingOutputs.length === 0
        ? undefined
        : {
            level: 'error',
            text: `the stack does not name ${missingOutputs.join(', ')}`,
            remedy: 'it is of an older version: deploy it again with npx sls deploy',
          },
  },
  {
    code: 'stack.region',
    find({ region, regions }) {
      const others = regions.filter((other) => other !== region);
      return others.length === 0
        ? undefined
        : {
            level: 'error',
            text: `parts of the stack are in ${others.join(', ')}, asked was ${region}`,
            remedy: '--region',
          };
    },
  },
  {
    code: 'machine.status',
    find: ({ machine }) =>
      machine === undefined || machine.status === 'ACTIVE'
        ? undefined
        : { level: 'error', text: `the archive machine is ${machine.status}`, remedy: 'deploy the stack again' },
  },
  {
    code: 'schedule.disabled',
    find: ({ schedule }) =>
      schedule?.enabled === false
        ? {
            level: 'error',
            text: 'the schedule of the archive machine is off',
            remedy: 'turn it on in EventBridge Scheduler, or deploy again',
          }
        : undefined,
  },
  {
    code: 'schedule.quiet',
    find({ runs, nowMs, fleet, schedule }) {
      if (runs === undefined || schedule?.enabled === false || (fleet?.streams ?? 0) === 0) return undefined;
      const [last] = runs;
      if (last !== undefined && nowMs - last.startMs <= QUIET_MS) return undefined;
      return {
        level: 'warning',
        text:
          last === undefined
            ? 'the archive machine has never run'
            : `the archive machine last ran ${formatSpan(nowMs - last.startMs)} ago`,
        remedy: 'look at the schedule, its role and its dead letters; kvs-archiver archive runs it by hand',
      };
    },
  },
  {
    code: 'runs.failing',
    find({ runs }) {
      const ended = (runs ?? []).filter(({ status }) => status !== 'RUNNING');
      const failed = ended.filter(({ status }) => status !== 'SUCCEEDED');
      const [last] = ended;
      if (last === undefined || failed.length === 0) return undefined;
      return {
        level: last.status === 'SUCCEEDED' ? 'warning' : 'error',
        text: `${failed.length} of the last ${ended.length} runs did not succeed, last ${failed[0]?.name ?? ''} (${failed[0]?.status ?? ''})`,
        remedy: 'docs/operations.md, "What a red run means"; kvs-archiver gaps shows what is lost',
      };
    },
  },
  {
    code: 'fleet.losing',
    find: ({ fleet }) =>
      fleet === undefined || fleet.losingSoon.length === 0
        ? undefined
        : {
            level: 'error',
            text: `footage of ${streams(fleet.losingSoon)} leaves KVS before it is archived`,
            remedy: 'raise their retention in KVS, then kvs-archiver archive --stream NAME',
          },
  },
  {
    code: 'fleet.behind',
    find: ({ fleet }) =>
      fleet === undefined || fleet.behind.length === 0
        ? undefined
        : {
            level: 'warning',
            text: `behind: ${streams(fleet.behind)}`,
            remedy: 'kvs-archiver doctor --stream NAME',
          },
  },
  {
    code: 'fleet.silent',
    find: ({ fleet }) =>
      fleet === undefined || fleet.silent.length === 0
        ? undefined
        : { level: 'warning', text: `silent: ${streams(fleet.silent)}`, remedy: 'look at the cameras' },
  },
  {
    code: 'fleet.none',
    find: ({ fleet }) =>
      fleet?.streams === 0
        ? { level: 'note', text: 'no stream is archived', remedy: 'kvs-archiver streams add NAME' }
        : undefined,
  },
  {
    code: 'fleet.paused',
    find: ({ fleet }) =>
      (fleet?.paused ?? 0) === 0
        ? undefined
        : {
            level: 'note',
            text: `${fleet?.paused ?? 0} of ${fleet?.streams ?? 0} streams are paused`,
            remedy: 'kvs-archiver streams add NAME --resume',
          },
  },
  {
    code: 'gaps.open',
    find({ openGaps, nowMs }) {
      if (openGaps === undefined || openGaps.count === 0) return undefined;
      const { count, soonestMs } = openGaps;
      const left =
        soonestMs === undefined ? '' : `; the first leaves KVS in ${formatSpan(Math.max(0, soonestMs - nowMs))}`;
      return {
        level: 'error',
        text: `${count} gaps can still be filled${left}`,
        remedy: 'kvs-archiver gaps says why they are there; kvs-archiver backfill tries again, soonest-expiring first',
      };
    },
  },
  {
    code: 'dead-letters.any',
    find: ({ deadLetters }) =>
      (deadLetters ?? 0) === 0
        ? undefined
        : {
            level: 'warning',
            text: `${deadLetters ?? 0} ticks of the schedule could not start a run`,
            remedy:
              'the queue ScheduleDeadLetters says why; the next tick does what they missed, while retention lasts',
          },
  },
  {
    code: 'quota.near',
    find({ quotas }) {
      const near = quotas.filter(({ used, quota }) => used >= NEAR * quota);
      return near.length === 0
        ? undefined
        : {
            level: near.some(({ used, quota }) => used >= quota) ? 'error' : 'warning',
            text: near.map((use) => `${use.name}: ${figure(use.used)} of ${figure(use.quota)} ${use.unit}`).join('; '),
            remedy: 'ask for more in Service Quotas, where it can be raised; or spread the streams over Regions',
          };
    },
  },
];

function streams(names: readonly string[]): string {
  const told = names.slice(0, NAMED).join(', ');
  const rest = names.length > NAMED ? ` and ${names.length - NAMED} more` : '';
  return `${told}${rest}`;
}

const figure = (value: number): string => (value < 10 ? value.toFixed(1) : String(Math.round(value)));
