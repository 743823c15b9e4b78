import type { IncomingMessage, ServerResponse } from 'node:http';
import type { System } from '../../core/system.ts';
import type { Credential } from '../auth/Credential.ts';
import { parseSignature } from '../auth/parseSignature.ts';
import { RequestTooLarge, readBody } from '../gateway/readBody.ts';
import { TokenBucket } from '../kvs/limits/TokenBucket.ts';
import type { LocalService } from '../service.ts';
import { detectLabels } from './detectLabels.ts';
import { installedModel, type ModelPaths } from './model/modelFile.ts';
import { ObjectFinder } from './model/ObjectFinder.ts';
import { RekognitionError } from './RekognitionError.ts';
import { type CallerKeys, createPictureReader } from './readPicture.ts';

export interface RekognitionOptions {
  readonly system: System;
  /** Of the gateway: it is there that objects are read. */
  readonly endpoint: string;
  readonly region: string;
  findCredential(accessKeyId: string): Credential | undefined;
  /** `aws` for the account's default quota. */
  readonly quotas: 'default' | 'aws';
  /** Where the model lies, if not in the installed packages. */
  readonly model?: () => ModelPaths;
  /** What a caller is told as `InternalServerError`: a fault of ours, to be shown. */
  onFailure?(error: unknown): void;
}

/** 5 MB of a picture in base64, and some words about it. */
const REQUEST_LIMIT_BYTES = 8 * 1024 * 1024;
/** Documented: Rekognition quotas, DetectLabels calls a second, in the three large Regions and in all others. */
const LARGE_REGIONS: readonly string[] = ['us-east-1', 'us-west-2', 'eu-west-1'];
const CALLS_PER_SECOND = { large: 50, other: 5 } as const;

function send(response: ServerResponse, status: number, body: unknown, requestId: string): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/x-amz-json-1.1',
    'content-length': Buffer.byteLength(text),
    'x-amzn-requestid': requestId,
  });
  response.end(text);
}

async function textOf(request: IncomingMessage): Promise<string> {
  try {
    return (await readBody(request, REQUEST_LIMIT_BYTES)).toString('utf8');
  } catch (cause) {
    if (!(cause instanceof RequestTooLarge)) throw cause;
    throw new RekognitionError('ImageTooLargeException', 'Image size is too large', { cause });
  }
}

/** Rekognition as far as labels go: DetectLabels, seen by a model on this machine. */
export function createRekognition(options: RekognitionOptions): LocalService {
  const { system, endpoint, region } = options;
  const finder = new ObjectFinder(options.model ?? installedModel);
  const pictures = createPictureReader({ endpoint, region });
  const rate = LARGE_REGIONS.includes(region) ? CALLS_PER_SECOND.large : CALLS_PER_SECOND.other;
  const calls = options.quotas === 'aws' ? new TokenBucket(system.clock, rate) : undefined;

  /** Without checks of signatures anybody may call: S3 then lets him read, too. */
  function callerOf(request: IncomingMessage): CallerKeys {
    const claim = parseSignature(request);
    const accessKeyId = typeof claim === 'string' ? 'anonymous' : claim.accessKeyId;
    return options.findCredential(accessKeyId) ?? { accessKeyId, secretAccessKey: 'unknown' };
  }

  async function answer(request: IncomingMessage): Promise<unknown> {
    const operation = String(request.headers['x-amz-target'] ?? '').split('.')[1];
    if (operation !== 'DetectLabels') {
      throw new RekognitionError('UnknownOperationException', `${operation} is not available here`);
    }
    const body = await textOf(request);
    if (calls?.take(1) === false) {
      throw new RekognitionError('ProvisionedThroughputExceededException', 'Provisioned rate exceeded.');
    }
    return await detectLabels(body, callerOf(request), { finder, pictures });
  }

  return {
    name: 'rekognition',
    async handle(request, response) {
      const requestId = system.random.uuid();
      try {
        send(response, 200, await answer(request), requestId);
      } catch (error) {
        if (!(error instanceof RekognitionError)) throw error;
        if (error.name === 'InternalServerError') options.onFailure?.(error.cause ?? error);
        if (!request.complete) response.setHeader('connection', 'close');
        const { name, message, status } = error;
        // Documented: developer guide, "Error handling": the form of an answer that is an error.
        send(response, status, { __type: name, Code: name, Logref: requestId, Message: message }, requestId);
      }
    },
    async close() {
      pictures.close();
      await finder.close();
    },
  };
}
