import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { ArchiverError } from '../../../core/errors.ts';

/** Where the parts of the model lie. */
export interface ModelPaths {
  /** MediaPipe's packed assets: the list of labels, then SSD-MobileNetV2 on Open Images V4. */
  readonly assets: string;
  /** The module of LiteRT.js. */
  readonly runtime: string;
  /** Its WebAssembly for any processor: by its full path, for given the folder it takes another by itself. */
  readonly wasm: string;
}

export interface Model {
  /** By class; the first is the background. */
  readonly labels: readonly string[];
  readonly weights: Uint8Array;
}

/** As `objectron_solution_packed_assets_loader.js` lists them. */
const LABELS_END = 184;
const WEIGHTS_END = 9_987_912;
/** Of the weights; the same as in MediaPipe's own build files. */
const WEIGHTS_SHA256 = 'd0a5255bf8c4f5a0bc4240741a76c41d5e939f7655078f945f50ab53a9375da6';
const LABELS = 24;

/** The installed packages. @throws ArchiverError `NotFound` where one is missing */
export function installedModel(): ModelPaths {
  const require = createRequire(import.meta.url);
  try {
    const runtime = require.resolve('@litertjs/core');
    return {
      assets: require.resolve('@mediapipe/objectron/objectron_solution_packed_assets.data'),
      runtime,
      wasm: join(dirname(dirname(runtime)), 'wasm', 'litert_wasm_compat_internal.js'),
    };
  } catch (cause) {
    throw new ArchiverError('NotFound', 'the packages of the label model are not installed: run npm ci', { cause });
  }
}

/** Reads the model. @throws ArchiverError `NotFound` where its file is missing, `Corrupt` where it is not as published */
export async function readModel(path: string): Promise<Model> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw new ArchiverError('NotFound', `the label model cannot be read from ${path}: run npm ci`, { cause });
  });
  const weights = bytes.subarray(LABELS_END, WEIGHTS_END);
  const sha256 = createHash('sha256').update(weights).digest('hex');
  const labels = bytes.subarray(0, LABELS_END).toString('utf8').trimEnd().split('\n');
  if (sha256 !== WEIGHTS_SHA256 || labels.length !== LABELS) {
    throw new ArchiverError('Corrupt', `the label model at ${path} is damaged: remove node_modules and run npm ci`, {
      details: { sha256, expected: WEIGHTS_SHA256, bytes: bytes.length },
    });
  }
  return { labels, weights: new Uint8Array(weights) };
}
