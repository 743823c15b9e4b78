import { resolve } from 'node:path';
import { startStack } from '../../local/stack/startStack.ts';
import type { Context } from '../Context.ts';
import { EXIT, type ExitCode } from '../exitCode.ts';
import { followStack } from '../live/followStack.ts';
import { LiveBoard } from '../live/LiveBoard.ts';
import type { LiveView } from '../live/LiveView.ts';
import { PlainView } from '../live/PlainView.ts';
import { TableView } from '../live/TableView.ts';
import { checkCameraFile } from './checkCameraFile.ts';
import { createWatermarks, type Watermarks } from './createWatermarks.ts';
import { installationOf } from './installationOf.ts';
import { recordCamera } from './recordCamera.ts';
import { whereToLook } from './whereToLook.ts';

export interface LocalOptions {
  readonly port: number;
  readonly host: string;
  readonly data: string;
  /** `false` with `--no-camera`, a path or URL with `--camera`. */
  readonly camera: boolean | string | undefined;
  readonly auth?: boolean;
  readonly quotas: 'default' | 'aws';
  readonly json?: boolean;
}

const STEPS = { packaging: 'packaging the service from serverless.yml', opening: 'opening the data folder' } as const;
/** The code of a process that Ctrl-C has ended. */
const INTERRUPTED = 130;

/**
 * Runs the embedded stack and a camera until Ctrl-C.
 *
 * @throws ArchiverError `InvalidInput` for a port, data folder or video that cannot be used; nothing runs then
 */
export async function runLocal(options: LocalOptions, context: Context): Promise<ExitCode> {
  const { stdout, system } = context;
  const stop = new AbortController();
  const stopListening = context.onInterrupt(() => {
    if (stop.signal.aborted) context.exit(INTERRUPTED);
    else stop.abort();
  });
  const board = new LiveBoard();
  let view: LiveView = new PlainView(stdout, board, system, options.json === true);
  const onStop = () => view.say({ type: 'stopping', text: 'stopping (Ctrl-C again: at once)' });
  stop.signal.addEventListener('abort', onStop, { once: true });
  try {
    const camera = await checkCameraFile(options.camera, system);
    let watermarks: Watermarks | undefined;
    const follow = followStack({ board, view: () => view, system, onRunEnded: () => watermarks?.refresh() });
    const stack = await startStack({
      root: context.root,
      port: options.port,
      host: options.host,
      dataDir: resolve(options.data),
      auth: options.auth === true,
      quotas: options.quotas,
      system,
      onProgress: (step) => {
        if (step !== 'ready') view.say({ type: step, text: STEPS[step] });
      },
      onEvent: follow,
    });
    try {
      const installation = await installationOf(stack, options.auth === true);
      const { outputs, credentialsPath, logsDir } = stack;
      view.say({ type: 'ready', text: `ready ${stack.url}`, data: { url: stack.url, outputs } });
      if (options.json !== true) {
        stdout.write(whereToLook({ ...stack, outputs, credentialsPath, logsDir, auth: options.auth === true }));
        if (stdout.isTerminal) view = new TableView(stdout, board, system);
      }
      watermarks = createWatermarks(installation, (streams) => {
        for (const { streamName, watermarkMs } of streams) board.watermark(streamName, watermarkMs);
        view.changed();
      });
      watermarks.refresh();
      if (camera !== undefined) {
        await recordCamera({ camera, installation, system, signal: stop.signal, say: (line) => view.say(line) });
      }
      await untilAborted(stop.signal);
      await watermarks.close();
    } finally {
      await stack.close();
      view.close();
    }
    if (options.json !== true) stdout.write(`stopped; the data stays in ${options.data}\n`);
    return EXIT.ok;
  } finally {
    stop.signal.removeEventListener('abort', onStop);
    view.close();
    stopListening();
  }
}

function untilAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((done) => signal.addEventListener('abort', () => done(), { once: true }));
}
