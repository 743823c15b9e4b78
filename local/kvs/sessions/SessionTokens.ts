import { createCipheriv, createDecipheriv } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import type { Random } from '../../../core/system.ts';
import { KvsError } from '../kvsError.ts';
import { replaceFile } from '../storage/durableFiles.ts';
import type { SessionTerms } from './SessionTerms.ts';

const KEY_FILE = 'sessions.key';
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const CIPHER = 'aes-256-gcm';
/** A stream's name may have 256 characters. */
const MAX_TOKEN_LENGTH = 1024;

const PROTOCOLS = ['hls', 'dash'] as const;
const MODES = ['LIVE', 'LIVE_REPLAY', 'ON_DEMAND'] as const;
const CLOCKS = ['PRODUCER_TIMESTAMP', 'SERVER_TIMESTAMP'] as const;
const CONTAINERS = ['FRAGMENTED_MP4', 'MPEG_TS'] as const;
const DISCONTINUITY_MODES = ['ALWAYS', 'NEVER', 'ON_DISCONTINUITY'] as const;

/** Every line of a playlist carries the token: words are told by their places. */
const tokenContent = z.tuple([
  z.literal(1),
  z.string(),
  z.number(),
  z.number(),
  z.number(),
  z.array(z.number()).length(7),
  z.number().nullable(),
  z.number().nullable(),
  z.number(),
  z.string(),
  z.number(),
  z.string(),
]);

/**
 * Session tokens: what a session was opened for, encrypted and sealed with a key of this data directory, so that sessions
 * go on after a restart. Documented: the token is encrypted, and its holder needs nothing else; observed: URL-safe base64
 * with `~` for padding.
 */
export class SessionTokens {
  readonly #key: Buffer;
  readonly #random: Random;

  private constructor(key: Buffer, random: Random) {
    this.#key = key;
    this.#random = random;
  }

  /** With the key in `directory`, which is made where there is none. */
  static async open(directory: string, random: Random): Promise<SessionTokens> {
    const path = join(directory, KEY_FILE);
    try {
      return new SessionTokens(Buffer.from(await readFile(path, 'utf8'), 'hex'), random);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
    const key = Buffer.from(random.bytes(KEY_BYTES));
    await replaceFile(path, key.toString('hex'));
    return new SessionTokens(key, random);
  }

  seal(terms: SessionTerms): string {
    const nonce = this.#random.bytes(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, this.#key, nonce);
    const content = Buffer.concat([cipher.update(JSON.stringify(packTerms(terms)), 'utf8'), cipher.final()]);
    return encodeToken(Buffer.concat([nonce, content, cipher.getAuthTag()]));
  }

  /**
   * What an unaltered token of this directory says, whether it has expired or not.
   * @throws KvsError AccessDeniedException (assumed: the service's own text is not known)
   */
  open(token: string): SessionTerms {
    const bytes = Buffer.from(token.replaceAll('~', ''), 'base64url');
    // Of a last character some bits mean nothing: only the one that was given out is the token.
    const isCanonical = token.length <= MAX_TOKEN_LENGTH && encodeToken(bytes) === token;
    if (!isCanonical || bytes.length <= NONCE_BYTES + TAG_BYTES) throw refusal();
    try {
      const decipher = createDecipheriv(CIPHER, this.#key, bytes.subarray(0, NONCE_BYTES));
      decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
      const content = Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
      return unpackTerms(tokenContent.parse(JSON.parse(content.toString('utf8'))));
    } catch (cause) {
      throw refusal(cause);
    }
  }
}

const refusal = (cause?: unknown): KvsError =>
  new KvsError('AccessDeniedException', 'Streaming session token is invalid', { cause });

const encodeToken = (bytes: Buffer): string => bytes.toString('base64').replace(/[+/=]/g, (c) => SAFE[c] ?? c);
const SAFE: Readonly<Record<string, string>> = { '+': '-', '/': '_', '=': '~' };

function packTerms(terms: SessionTerms): z.infer<typeof tokenContent> {
  return [
    1,
    terms.streamName,
    terms.streamCreatedMs,
    terms.openedMs,
    terms.expiresMs,
    [
      PROTOCOLS.indexOf(terms.protocol),
      MODES.indexOf(terms.mode),
      CLOCKS.indexOf(terms.clock),
      CONTAINERS.indexOf(terms.container),
      DISCONTINUITY_MODES.indexOf(terms.discontinuityMode),
      Number(terms.showsTimestamps),
      Number(terms.showsNumbers),
    ],
    terms.startMs ?? null,
    terms.endMs ?? null,
    terms.maxFragments,
    terms.firstNumber,
    terms.originMs,
    terms.lastNumber,
  ];
}

function unpackTerms(content: z.infer<typeof tokenContent>): SessionTerms {
  const [
    ,
    streamName,
    streamCreatedMs,
    openedMs,
    expiresMs,
    words,
    startMs,
    endMs,
    maxFragments,
    firstNumber,
    originMs,
    lastNumber,
  ] = content;
  const [protocol = 0, mode = 0, clock = 0, container = 0, discontinuityMode = 0, timestamps, numbers] = words;
  return {
    protocol: PROTOCOLS[protocol] ?? 'hls',
    streamName,
    streamCreatedMs,
    openedMs,
    expiresMs,
    mode: MODES[mode] ?? 'LIVE',
    clock: CLOCKS[clock] ?? 'SERVER_TIMESTAMP',
    startMs: startMs ?? undefined,
    endMs: endMs ?? undefined,
    maxFragments,
    container: CONTAINERS[container] ?? 'FRAGMENTED_MP4',
    discontinuityMode: DISCONTINUITY_MODES[discontinuityMode] ?? 'ALWAYS',
    showsTimestamps: timestamps === 1,
    showsNumbers: numbers === 1,
    firstNumber,
    originMs,
    lastNumber,
  };
}
