import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  GetMediaForFragmentListCommand,
  KinesisVideoArchivedMediaClient,
  ListFragmentsCommand,
} from '@aws-sdk/client-kinesis-video-archived-media';
import { realSystem } from '../../cloud/system/realSystem.ts';
import { DocumentSplitter } from '../../core/matroska/DocumentSplitter.ts';
import { readFragment } from '../../core/matroska/readFragment.ts';
import type { StoredFragment } from '../../core/matroska/StoredFragment.ts';
import { createKvs, type KvsService } from '../../local/kvs/createKvs.ts';

export const CREDENTIALS = { accessKeyId: 'test', secretAccessKey: 'test' };
export const REGION = 'us-east-1';

/** The emulator at a port of its own, with the means to cut its connections and to read back what it stored. */
export interface KvsForDevices {
  readonly endpoint: string;
  readonly kvs: KvsService;
  /** Another address that GetDataEndpoint answers from now on. */
  announce(endpoint: string): void;
  /** Open sockets that carry a PutMedia. */
  readonly putMediaSockets: ReadonlySet<Socket>;
  /** Every stored fragment whose producer time lies within a day from `fromMs`, in the order of its number, duplicates included. */
  stored(streamName: string, fromMs: number): Promise<StoredFragment[]>;
  close(): Promise<void>;
}

export async function startKvsForDevices(): Promise<KvsForDevices> {
  const dataDir = await mkdtemp(join(tmpdir(), 'device-kvs-'));
  const putMediaSockets = new Set<Socket>();
  let endpoint = '';
  let announced: string | undefined;
  const kvs = await createKvs({
    dataDir,
    system: realSystem,
    region: REGION,
    accountId: '000000000000',
    endpoint: () => announced ?? endpoint,
  });
  const server: Server = createServer({ keepAliveTimeout: 65_000 }, (request, response) => {
    if (request.url === '/putMedia') {
      putMediaSockets.add(request.socket);
      request.socket.once('close', () => putMediaSockets.delete(request.socket));
    }
    void kvs.handle(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const archived = new KinesisVideoArchivedMediaClient({ region: REGION, endpoint, credentials: CREDENTIALS });
  return {
    endpoint,
    kvs,
    announce: (other) => {
      announced = other;
    },
    putMediaSockets,
    stored: (streamName, fromMs) => readAll(archived, streamName, fromMs),
    close: async () => {
      archived.destroy();
      server.close();
      server.closeAllConnections();
      await kvs.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function readAll(
  client: KinesisVideoArchivedMediaClient,
  streamName: string,
  fromMs: number,
): Promise<StoredFragment[]> {
  const selector = {
    FragmentSelectorType: 'PRODUCER_TIMESTAMP' as const,
    TimestampRange: { StartTimestamp: new Date(fromMs), EndTimestamp: new Date(fromMs + 86_400_000) },
  };
  const numbers: string[] = [];
  let token: string | undefined;
  do {
    const where = token === undefined ? { FragmentSelector: selector } : { NextToken: token };
    const page = await client.send(new ListFragmentsCommand({ StreamName: streamName, MaxResults: 1000, ...where }));
    numbers.push(...(page.Fragments ?? []).map((fragment) => fragment.FragmentNumber ?? ''));
    token = page.NextToken ?? undefined;
  } while (token !== undefined);
  numbers.sort();
  const fragments: StoredFragment[] = [];
  for (let at = 0; at < numbers.length; at += 100) {
    // 500 fragments a second and stream are given out.
    if (at > 0) await realSystem.clock.sleep(210);
    const { Payload } = await client.send(
      new GetMediaForFragmentListCommand({ StreamName: streamName, Fragments: numbers.slice(at, at + 100) }),
    );
    const splitter = new DocumentSplitter();
    const body = Payload as unknown as AsyncIterable<Uint8Array>;
    const events = [];
    for await (const chunk of body) events.push(...splitter.push(chunk));
    events.push(...splitter.end());
    for (const event of events) {
      if (event.kind === 'document') fragments.push(readFragment(event.bytes));
      if (event.kind === 'failure') throw new Error(`${event.code}: ${event.message}`);
    }
  }
  return fragments;
}
