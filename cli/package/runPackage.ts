import { ArchiverError, ERROR_KINDS, type ErrorKind } from '../../core/errors.ts';
import type { Context } from '../Context.ts';
import type { ApiClient } from '../connection/ApiClient.ts';
import { EXIT, type ExitCode } from '../exitCode.ts';
import { ProgressLine } from '../export/ProgressLine.ts';
import { uploadFile } from './uploadFile.ts';

const POLL_MS = 1000;

/** What is to be packaged: a file, a span of a stream, or what was asked for before. */
export type PackagedSource =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'span'; readonly streamName: string; readonly from: string; readonly to: string }
  | { readonly kind: 'job'; readonly jobId: string };

export interface PackageCall {
  readonly api: ApiClient;
  readonly apiUrl: string;
  readonly source: PackagedSource;
  readonly method?: string | undefined;
  /** Whether it is waited for. */
  readonly waits: boolean;
  readonly json: boolean;
}

/** A job as the API shows it. */
interface ShownJob {
  readonly jobId: string;
  readonly status: 'AWAITING_UPLOAD' | 'SUBMITTED' | 'PROGRESSING' | 'COMPLETE' | 'ERROR' | 'CANCELED';
  readonly percent: number;
  readonly warnings?: readonly Remark[];
  readonly error?: Remark;
  readonly outputs?: Readonly<Record<string, string>>;
  readonly outputsExpireAt?: string;
}

interface Remark {
  readonly code: string;
  readonly message: string;
}

const ENDED: readonly ShownJob['status'][] = ['COMPLETE', 'ERROR', 'CANCELED'];

/** Has something packaged, and says where it plays. @throws ArchiverError */
export async function runPackage(call: PackageCall, context: Context): Promise<ExitCode> {
  const { api, json, waits } = call;
  const progress = new ProgressLine(context.stderr, json);
  try {
    const jobId = await begin(call, progress, context);
    const show = async () => (await api.call('GET', `/jobs/${encodeURIComponent(jobId)}`)) as ShownJob;
    let job = await show();
    while (waits && !ENDED.includes(job.status)) {
      progress.show('packaging', job.percent / 100);
      await context.system.clock.sleep(POLL_MS);
      job = await show();
    }
    progress.end();
    return tell(job, json, context);
  } finally {
    progress.end();
  }
}

async function begin({ api, apiUrl, source, method }: PackageCall, progress: ProgressLine, { system }: Context) {
  const asked = method === undefined ? {} : { method };
  switch (source.kind) {
    case 'job':
      return source.jobId;
    case 'span': {
      const { streamName, from, to } = source;
      return ((await api.call('POST', '/packages', { streamName, from, to, ...asked })) as ShownJob).jobId;
    }
    case 'file': {
      const { path } = source;
      const onProgress = (sent: number, bytes: number) => progress.show('uploading', sent / bytes, sent);
      return uploadFile({ path, method, api, apiUrl, system, onProgress });
    }
  }
}

function tell(job: ShownJob, json: boolean, { stdout, stderr }: Context): ExitCode {
  const { jobId, status, warnings = [], error, outputs = {}, outputsExpireAt } = job;
  if (status === 'ERROR' && !json) throw failureOf(error);
  if (json) {
    stdout.write(`${JSON.stringify(job)}\n`);
    return status === 'ERROR' || status === 'CANCELED' ? EXIT.findings : EXIT.ok;
  }
  for (const { code, message } of warnings) stderr.write(`warning: ${message} (${code})\n`);
  if (status === 'CANCELED') throw new ArchiverError('Expired', `${jobId} was called off`);
  if (status !== 'COMPLETE') {
    stdout.write(`${jobId}  ${status}\n`);
    return EXIT.ok;
  }
  stdout.write(`${jobId}\n`);
  for (const [name, url] of Object.entries(outputs)) stdout.write(`${name.padEnd(9)} ${url}\n`);
  if (outputsExpireAt !== undefined) stderr.write(`The links open until ${outputsExpireAt}.\n`);
  return EXIT.ok;
}

/** What a job's error is in our own words: whoever transcodes has codes of his own. */
function failureOf(error: Remark | undefined): ArchiverError {
  const { code = 'Internal', message = 'it failed' } = error ?? {};
  if (code in ERROR_KINDS) return new ArchiverError(code as ErrorKind, message);
  return new ArchiverError('UnsupportedMedia', `${message} (${code})`);
}
