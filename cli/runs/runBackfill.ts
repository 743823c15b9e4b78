import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { inOurWords } from '../../cloud/awsError.ts';
import { formatSpan } from '../../core/time/formatTime.ts';
import type { Context } from '../Context.ts';
import { clientSettings } from '../connection/clientSettings.ts';
import type { Installation } from '../connection/Installation.ts';
import { EXIT, type ExitCode } from '../exitCode.ts';
import { plural } from '../terminal/plural.ts';
import { BackfillMeter, type BackfillTotal } from './BackfillMeter.ts';
import type { ChildProgress } from './ChildHistory.ts';
import { causeText } from './causeText.ts';
import { exitCodeOfRun } from './exitCodeOfRun.ts';
import { followRun } from './followRun.ts';
import { progressText } from './progressText.ts';

export interface BackfillRun {
  readonly installation: Installation;
  readonly stateMachineArn: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** What there is to do; unknown where it is of all streams. */
  readonly total?: BackfillTotal;
  readonly wait: boolean;
  readonly json: boolean;
}

const POLL_MS = 500;
/** A pipe hears of how far it is so often; a terminal at once, in one line that is drawn over. */
const TOLD_EVERY_MS = 5000;
const CLEAR_LINE = '\r\u001b[K';

/** Starts the archive machine for a backfill and, unless told otherwise, waits for its end. */
export async function runBackfill(run: BackfillRun, context: Context): Promise<ExitCode> {
  const { installation, stateMachineArn, input, total, wait, json } = run;
  const { stdout, system } = context;
  const sfn = new SFNClient(await clientSettings(installation));
  const drawn = stdout.isTerminal && !json;
  const totals = { clips: 0, gaps: 0, fragments: 0, footageMs: 0 };
  const startedMs = system.clock.now();
  const meter = total === undefined ? undefined : new BackfillMeter(total, startedMs);
  let toldMs = startedMs;
  const tell = (type: string, text: string, data: object): void =>
    stdout.write(json ? `${JSON.stringify({ type, ...data })}\n` : `${drawn ? CLEAR_LINE : ''}${text}\n`);
  const tellMark = (nowMs: number): void => {
    if (meter === undefined) return;
    if (drawn) stdout.write(`${CLEAR_LINE}${meter.text(nowMs).slice(0, stdout.width() - 1)}`);
    else if (nowMs - toldMs >= TOLD_EVERY_MS) {
      toldMs = nowMs;
      tell('progress', meter.text(nowMs), meter.mark(nowMs));
    }
  };

  const onProgress = async ({ window: _window, ...progress }: ChildProgress): Promise<void> => {
    if (progress.type === 'gap') totals.gaps += 1;
    if (progress.type === 'clip') {
      totals.clips += progress.clips;
      totals.fragments += progress.fragments ?? 0;
      totals.footageMs += progress.footageMs ?? 0;
      meter?.add(progress.fragments ?? 0, progress.footageMs ?? 0);
    }
    if (progress.type !== 'clip' || json || meter === undefined) tell(progress.type, progressText(progress), progress);
    tellMark(system.clock.now());
  };

  try {
    const { executionArn = '' } = await inOurWords('StartExecution', () =>
      sfn.send(new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input) })),
    );
    const executionId = executionArn.slice(executionArn.lastIndexOf(':') + 1);
    tell('started', `backfill ${executionId} has started`, { executionId, executionArn, ...(total ?? {}) });
    if (!wait) return EXIT.ok;
    const end = await followRun({ sfn, executionArn, clock: system.clock, pollMs: POLL_MS, onProgress });
    const tookMs = Math.max(1, Math.round(system.clock.now() - startedMs));
    const timesRealTime = Math.round((totals.footageMs / tookMs) * 10) / 10;
    const counts =
      `${plural(totals.clips, 'clip')} of ${plural(totals.fragments, 'fragment')}, ` +
      `${plural(totals.gaps, 'gap')}, in ${formatSpan(tookMs)} (${timesRealTime}x real time)`;
    const text = end.status === 'SUCCEEDED' ? `done: ${counts}` : `${causeText(end.error, end.cause)}\n${counts}`;
    tell('ended', text, { executionId, executionArn, ...end, ...totals, tookMs, timesRealTime });
    return exitCodeOfRun(end);
  } finally {
    sfn.destroy();
  }
}
