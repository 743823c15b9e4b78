import { extname } from 'node:path';
import { ArchiverError, ERROR_KINDS, type ErrorKind } from '../../core/errors.ts';
import { formatTime } from '../../core/time/formatTime.ts';
import type { Context } from '../Context.ts';
import type { ApiClient } from '../connection/ApiClient.ts';
import { EXIT, type ExitCode } from '../exitCode.ts';
import { formatBytes } from '../terminal/formatBytes.ts';
import { plural } from '../terminal/plural.ts';
import { downloadFile, downloadToStream, type RemoteFile } from './downloadFile.ts';
import { ProgressLine } from './ProgressLine.ts';

const POLL_MS = 1000;
/** What is lost, and not merely not there. */
const FINDINGS = new Set(['failed', 'expired', 'unsupported-media', 'no-mp4', 'missing', 'corrupt']);
const LISTED = 10;

export interface ExportCall {
  readonly api: ApiClient;
  /** What is asked for; an export that was asked for before has its id. */
  readonly request: object | { readonly exportId: string };
  /** A path, or `-` for standard output. */
  readonly output: string;
  readonly json: boolean;
}

/** An export as the API shows it. */
interface ShownExport {
  readonly exportId: string;
  readonly status: string;
  readonly percent: number;
  readonly bytes: number;
  readonly files: readonly ShownFile[];
  readonly skipped: readonly { readonly startMs: number; readonly endMs: number; readonly reason: string }[];
  readonly skippedCount: number;
  readonly error?: { readonly code: string; readonly message: string };
}

interface ShownFile {
  readonly url: string;
  readonly bytes: number;
  readonly sha256?: string;
  readonly startMs: number;
  readonly endMs: number;
}

/** Asks for an export, waits for it, and fetches its files. @throws ArchiverError */
export async function runExport({ api, request, output, json }: ExportCall, context: Context): Promise<ExitCode> {
  const progress = new ProgressLine(context.stderr, json);
  const exportId =
    'exportId' in request
      ? request.exportId
      : ((await api.call('POST', '/exports', request)) as { exportId: string }).exportId;
  const show = async () => (await api.call('GET', `/exports/${encodeURIComponent(exportId)}`)) as ShownExport;
  let shown = await show();
  while (shown.status === 'QUEUED' || shown.status === 'RUNNING') {
    progress.show(`making ${shown.bytes === 0 ? 'a plan' : formatBytes(shown.bytes)}`, shown.percent / 100);
    await context.system.clock.sleep(POLL_MS);
    shown = await show();
  }
  if (shown.status !== 'COMPLETE') throw failureOf(shown);
  if (shown.files.length === 0) throw new ArchiverError('Expired', `${exportId}: its files are gone; ask for it again`);
  if (output === '-' && shown.files.length > 1) {
    throw new ArchiverError(
      'InvalidInput',
      `-o -: the codec changes inside the range, which makes ${shown.files.length} files; name a file with -o, ` +
        `or fetch each by its range`,
    );
  }
  const paths = namesOf(output, shown.files.length);
  for (const [index, file] of shown.files.entries()) {
    const path = paths[index] ?? output;
    const remote: RemoteFile = {
      bytes: file.bytes,
      ...(file.sha256 === undefined ? {} : { sha256: file.sha256 }),
      url: async () => (await show()).files[index]?.url ?? file.url,
    };
    const onProgress = (bytes: number) => progress.show(`fetching ${path}`, bytes / file.bytes, bytes);
    const options = { clock: context.system.clock, onProgress };
    if (output === '-') await downloadToStream(process.stdout, remote, options);
    else await downloadFile(path, remote, options);
  }
  progress.end();
  tell(shown, paths, { json, output }, context);
  return shown.skipped.some(({ reason }) => FINDINGS.has(reason)) ? EXIT.findings : EXIT.ok;
}

function failureOf({ exportId, status, error }: ShownExport): ArchiverError {
  if (error === undefined) return new ArchiverError('Expired', `${exportId} is ${status}; ask for it again`);
  const kind = error.code in ERROR_KINDS ? (error.code as ErrorKind) : 'Internal';
  return new ArchiverError(kind, error.message);
}

/** `door.mp4`, or `door-1.mp4` and so on. */
function namesOf(output: string, count: number): string[] {
  if (count === 1) return [output];
  const extension = extname(output);
  const stem = output.slice(0, output.length - extension.length);
  return Array.from({ length: count }, (_, index) => `${stem}-${index + 1}${extension}`);
}

function tell(
  shown: ShownExport,
  paths: readonly string[],
  { json, output }: { readonly json: boolean; readonly output: string },
  { stdout, stderr }: Context,
): void {
  if (json) {
    const files = shown.files.map(({ url: _url, ...file }, index) => ({ path: paths[index], ...file }));
    stdout.write(`${JSON.stringify({ ...shown, files })}\n`);
    return;
  }
  const results = output === '-' ? stderr : stdout;
  for (const [index, { bytes, startMs, endMs }] of shown.files.entries()) {
    results.write(`${paths[index]}  ${formatBytes(bytes)}  ${formatTime(startMs)} to ${formatTime(endMs)}\n`);
  }
  for (const { startMs, endMs, reason } of shown.skipped.slice(0, LISTED)) {
    stderr.write(`not in it: ${formatTime(startMs)} to ${formatTime(endMs)}, ${reason}\n`);
  }
  const more = shown.skippedCount - Math.min(LISTED, shown.skipped.length);
  if (more > 0) stderr.write(`and ${plural(more, 'more span')} that are not in it\n`);
}
