import { ArchiverError, type ErrorKind } from '../../core/errors.ts';
import type { DetectionOptions, Label, LabelDetector } from '../../core/ports/labelDetector.ts';
import type { ObjectPlace, ObjectStore } from '../../core/ports/objectStore.ts';
import { readLabels } from './readLabels.ts';

/** As much as Rekognition takes in a request, and SageMaker as well (InvokeEndpoint: 6 MB at least). */
const MOST_IMAGE_BYTES = 5 * 1024 * 1024;
const MOST_ANSWER_BYTES = 1024 * 1024;
/** The step that asks has 60 s. */
const TIMEOUT_MS = 25_000;

/** What a status that is no success means to us; all others are `Internal`. 404 is no picture's fault. */
const KINDS: Readonly<Record<number, ErrorKind>> = {
  400: 'InvalidInput',
  401: 'AccessDenied',
  403: 'AccessDenied',
  413: 'InvalidInput',
  415: 'UnsupportedMedia',
  422: 'UnsupportedMedia',
  429: 'Throttled',
  503: 'Throttled',
};

/** A request before it is sent. */
export interface DetectorRequest {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

export interface HttpDetectorOptions {
  readonly url: string;
  /** For messages. */
  readonly name: string;
  /** The endpoint has no rights in our buckets: images are read here. */
  readonly objects: Pick<ObjectStore, 'getBytes'>;
  /** The headers with which it is sent: a signature. */
  sign?(request: DetectorRequest): Promise<Readonly<Record<string, string>>>;
  readonly timeoutMs?: number;
}

/**
 * Any detector behind an address: takes the picture's bytes by POST, and answers in the form of DetectLabels. The least
 * confidence is sent along (`X-Min-Confidence`), and held here whatever comes back.
 */
export class HttpDetector implements LabelDetector {
  readonly #options: HttpDetectorOptions;

  constructor(options: HttpDetectorOptions) {
    this.#options = options;
  }

  async detect(
    image: ObjectPlace | Uint8Array,
    { minConfidence, categories = [] }: DetectionOptions,
  ): Promise<readonly Label[]> {
    const body = await this.#bytesOf(image);
    const headers = {
      accept: 'application/json',
      'content-type': body[0] === 0x89 ? 'image/png' : 'image/jpeg',
      'x-min-confidence': String(minConfidence),
    };
    const labels = readLabels(await this.#ask({ url: new URL(this.#options.url), headers, body }), this.#options.name);
    return labels
      .filter(({ confidence }) => confidence >= minConfidence)
      .filter((label) => categories.length === 0 || label.categories.some((each) => categories.includes(each)))
      .sort((a, b) => b.confidence - a.confidence);
  }

  async #bytesOf(image: ObjectPlace | Uint8Array): Promise<Uint8Array> {
    const bytes =
      image instanceof Uint8Array ? image : (await this.#options.objects.getBytes(image, MOST_IMAGE_BYTES)).bytes;
    if (bytes.length <= MOST_IMAGE_BYTES) return bytes;
    throw new ArchiverError('InvalidInput', `the image has ${bytes.length} bytes, more than ${MOST_IMAGE_BYTES}`);
  }

  /** The text of the answer. */
  async #ask(request: DetectorRequest): Promise<string> {
    const { name, sign, timeoutMs = TIMEOUT_MS } = this.#options;
    const headers = sign === undefined ? request.headers : await sign(request);
    const timeout = AbortSignal.timeout(timeoutMs);
    let response: Response;
    let text: string;
    try {
      // Elsewhere than at the address that was set, nobody gets to see pictures.
      response = await fetch(request.url, {
        method: 'POST',
        headers: { ...headers },
        body: Uint8Array.from(request.body),
        redirect: 'error',
        signal: timeout,
      });
      text = await textOf(response);
    } catch (cause) {
      if (cause instanceof ArchiverError) throw cause;
      const why = timeout.aborted ? `does not answer within ${timeoutMs / 1000} s` : 'cannot be reached';
      throw new ArchiverError('Internal', `${name} ${why}`, { cause });
    }
    if (response.ok) return text;
    const kind = KINDS[response.status] ?? 'Internal';
    throw new ArchiverError(kind, `${name} answers ${response.status}: ${text.slice(0, 200)}`, {
      details: { status: response.status },
    });
  }
}

async function textOf({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes > MOST_ANSWER_BYTES) {
      throw new ArchiverError('Internal', `the answer has more than ${MOST_ANSWER_BYTES} bytes`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, bytes).toString('utf8');
}
