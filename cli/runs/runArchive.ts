import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { inOurWords } from '../../cloud/awsError.ts';
import { S3ObjectStore } from '../../cloud/s3/S3ObjectStore.ts';
import { formatSpan } from '../../core/time/formatTime.ts';
import type { Context } from '../Context.ts';
import { clientSettings, s3Settings } from '../connection/clientSettings.ts';
import type { Installation } from '../connection/Installation.ts';
import { EXIT, type ExitCode } from '../exitCode.ts';
import { plural } from '../terminal/plural.ts';
import type { ChildProgress } from './ChildHistory.ts';
import { causeText } from './causeText.ts';
import { exitCodeOfRun } from './exitCodeOfRun.ts';
import { findClip } from './findClip.ts';
import { followRun, type RunEnd } from './followRun.ts';
import { progressText } from './progressText.ts';

export interface ArchiveRequest {
  readonly installation: Installation;
  readonly stateMachineArn: string;
  readonly input: Readonly<Record<string, string>>;
  readonly wait: boolean;
  readonly json: boolean;
}

const POLL_MS = 500;

/** Starts the archive machine and, unless told otherwise, waits for its end. */
export async function runArchive(request: ArchiveRequest, context: Context): Promise<ExitCode> {
  const { installation, stateMachineArn, input, wait, json } = request;
  const { stdout, system } = context;
  const { outputs } = installation;
  const sfn = new SFNClient(await clientSettings(installation));
  const s3 = new S3Client(await s3Settings(installation));
  const objects = new S3ObjectStore(s3);
  const totals = { clips: 0, gaps: 0 };
  const tell = (type: string, text: string, data: Readonly<Record<string, unknown>>) =>
    stdout.write(json ? `${JSON.stringify({ type, ...data })}\n` : `${text}\n`);

  const onProgress = async ({ window, ...progress }: ChildProgress): Promise<void> => {
    if (progress.type === 'gap') totals.gaps += 1;
    if (progress.type === 'clip') totals.clips += progress.clips;
    const found =
      progress.type === 'clip' && progress.clips === 1 && window !== undefined && outputs.WorkBucketName !== undefined
        ? await findClip(progress.planId, window, objects, outputs.WorkBucketName)
        : undefined;
    tell(progress.type, progressText({ ...progress, ...found }), { ...progress, ...found });
  };

  try {
    const startedMs = system.clock.now();
    const { executionArn = '' } = await inOurWords('StartExecution', () =>
      sfn.send(new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input) })),
    );
    tell('started', `run ${executionArn.slice(executionArn.lastIndexOf(':') + 1)} has started`, { executionArn });
    if (!wait) return EXIT.ok;
    const end = await followRun({ sfn, executionArn, clock: system.clock, pollMs: POLL_MS, onProgress });
    const tookMs = Math.round(system.clock.now() - startedMs);
    tell('ended', endText(end, totals, tookMs), { executionArn, ...end, ...totals, tookMs });
    return exitCodeOfRun(end);
  } finally {
    sfn.destroy();
    s3.destroy();
  }
}

function endText({ status, error, cause }: RunEnd, totals: { clips: number; gaps: number }, tookMs: number): string {
  const counts = `${plural(totals.clips, 'clip')}, ${plural(totals.gaps, 'gap')}, in ${formatSpan(tookMs)}`;
  if (status === 'SUCCEEDED') return `done: ${counts}`;
  const words = {
    FAILED: 'the run failed',
    TIMED_OUT: 'the run took too long',
    ABORTED: 'the run was stopped',
  } as const;
  return `${words[status]}: ${causeText(error, cause)}\n${counts}`;
}
