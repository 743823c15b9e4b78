import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Finding, type FuzzTarget } from '../Target.ts';
import { documentSeeds } from './http/documentSeeds.ts';
import { HttpTarget } from './http/HttpTarget.ts';

const json = (line: string, body: unknown): string =>
  `${line}\ncontent-type: application/json\n\n${JSON.stringify(body)}`;
const SETTINGS = { since: 'now', intervalSeconds: 60, tries: 3, fragments: 'all', source: 'clip', expects: 'events' };
const KNOWN = { stream: 'fuzz', thing: 'cam-1', deviceID: 'cam-1' };
/** Beside a request for every route of the document. */
const SEEDS = [
  json('PUT /v1/streams/fuzz', { prefix: 'a/b/', bucket: 'other-bucket', retention: 'standard', enabled: false }),
  'GET /v1/segments?clientID=a-1\n\n',
  json('PUT /iam/v1/devices/door/segments', { clientID: 'a-2', deviceID: 'door' }),
];

let stack: ChildProcess | undefined;
let sender: HttpTarget | undefined;
let directory = '';

/** The HTTP API of a running embedded stack: no 5xx, no stack trace, an answer to each. The handlers run out of sight. */
export const target: FuzzTarget = {
  maxBytes: 8 * 1024,
  memory: { base: 64 * 1024 * 1024, perByte: 256 },
  dictionary: [
    ...[
      '?from=',
      '&to=',
      '-2h',
      'now',
      '9999999999999999',
      '1e309',
      '-1',
      '%00',
      '%2f',
      '..%2f',
      '%ff',
      '"from":',
      '"to":',
    ],
    ...['/iam/v1/', '/v1/streams/', '{}', '[]', 'null', 'true', '"__proto__":', '"\\ud800"', '{stream}'],
  ],
  seeds: async () => [...documentSeeds('docs/openapi.yaml', KNOWN), ...SEEDS].map((seed) => Buffer.from(seed)),
  async open() {
    directory = await mkdtemp(join(tmpdir(), 'fuzz-api-'));
    const args = ['bin/kvs-archiver.mjs', 'local', '--port', '0', '--no-camera', '--data', directory];
    stack = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    const endpoint = await readyAt(stack);
    sender = new HttpTarget(endpoint);
    await sender.send(Buffer.from(json('POST /createStream', { StreamName: 'fuzz', DataRetentionInHours: 24 })));
    await sender.send(Buffer.from(json('PUT /v1/streams/fuzz', SETTINGS)));
  },
  async run(input) {
    // Only what the API answers: the other services at this address have targets of their own.
    if (!/^[A-Z]+ \/(iam\/)?v1\//.test(Buffer.from(input.subarray(0, 32)).toString('latin1'))) return undefined;
    if (stack?.exitCode !== null) throw new Finding('the stack has ended');
    return sender?.send(input);
  },
  async close() {
    sender?.close();
    if (stack !== undefined && stack.exitCode === null && stack.signalCode === null) {
      stack.kill('SIGINT');
      await once(stack, 'exit');
    }
    await rm(directory, { recursive: true, force: true });
  },
};

/** Packaging on a loaded machine takes its time; then the stack is up or it never will be. */
const START_MS = 90_000;

async function readyAt(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Finding('the stack has no output');
  const late = setTimeout(() => child.kill('SIGKILL'), START_MS);
  child.once('exit', () => clearTimeout(late));
  for await (const line of createInterface({ input: child.stdout })) {
    const endpoint = /ready (http:\S+)/.exec(line)?.[1];
    if (endpoint === undefined) continue;
    child.stdout.resume();
    clearTimeout(late);
    return endpoint;
  }
  throw new Finding('the stack ended before it was ready');
}
