import * as z from 'zod';
import { ArchiverError } from '../../../core/errors.ts';
import { parseClipId } from '../../../core/ledger/clipId.ts';
import { planRowKey } from '../../../core/ledger/ledgerRow.ts';
import type { PackageRecord } from '../../../core/packages/Package.ts';
import { isPackageId } from '../../../core/packages/packageId.ts';
import { archivePath } from '../../../core/playback/archiveLink.ts';
import type { ExportStore } from '../../../core/ports/exportStore.ts';
import type { Ledger } from '../../../core/ports/ledger.ts';
import type { ObjectLinks } from '../../../core/ports/objectLinks.ts';
import type { PackageStore } from '../../../core/ports/packageStore.ts';
import type { ShareStore } from '../../../core/ports/shareStore.ts';
import type { SigningKeys } from '../../../core/ports/signingKeys.ts';
import type { StreamNames } from '../../../core/ports/streamNames.ts';
import type { SharedThing, ShareRecord } from '../../../core/shares/Share.ts';
import {
  isPassword,
  isSecret,
  keepPassword,
  newShareLink,
  parseShareLink,
  secretHash,
} from '../../../core/shares/shareLink.ts';
import { parseStreamName, parseWith } from '../../../core/streams/enrolment.ts';
import type { System } from '../../../core/system.ts';
import { formatTime } from '../../../core/time/formatTime.ts';
import { parseTime } from '../../../core/time/parseTime.ts';
import { packagePlayer } from '../../delivery/steps/packageOutputs.ts';
import { exportOf, filesExpireMs } from './exports.ts';

const DAY_MS = 86_400_000;
const LEAST_SECONDS = 60;
const MOST_SECONDS = 365 * 86_400;
const USUAL_SECONDS = 7 * 86_400;
/** Whoever has opened footage or a package may watch on for so long beyond its length, also when the share is taken back. */
const WATCH_ON_MS = 3_600_000;
/** A link to a file, once opened. */
const FILE_LINK_SECONDS = 3600;
/** Beyond so many wrong passwords nobody opens it any more. */
const MOST_REFUSED = 100;

/** CloudFront holds a viewer's address against IPv4 alone. */
const BYTE = '(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
const IPV4_BLOCK = new RegExp(`^(${BYTE}\\.){3}${BYTE}(/(3[0-2]|[12]?\\d))?$`);

const time = z.union([z.string(), z.number()]);
const schema = z.strictObject({
  stream: z.string().optional(),
  from: time.optional(),
  to: time.optional(),
  exportId: z.string().optional(),
  clipId: z.string().optional(),
  packageId: z.string().optional(),
  ip: z.string().regex(IPV4_BLOCK, 'is no IPv4 address and no block of them (CIDR)').optional(),
  expiresIn: z.int().min(LEAST_SECONDS).max(MOST_SECONDS).optional(),
  expiresAt: time.optional(),
  password: z.string().min(8).max(256).optional(),
});

export interface SharePorts {
  readonly shares: ShareStore;
  readonly exports: ExportStore;
  readonly packages: Pick<PackageStore, 'get'>;
  readonly names: StreamNames;
  readonly ledger: Pick<Ledger, 'get'>;
  readonly links: ObjectLinks;
  readonly keys: SigningKeys;
  readonly system: System;
  readonly exportDays: number;
  /** Where people reach the stack, without a slash at its end. */
  readonly frontUrl: string;
}

/** What is to be shared, and until when. */
export interface ShareRequest {
  readonly streamName: string;
  readonly thing: SharedThing;
  readonly expiresMs: number;
  readonly password?: string;
}

const refuse = (field: string, message: string): ArchiverError =>
  new ArchiverError('InvalidInput', `${field}: ${message}`, { details: { field } });

/** @throws ArchiverError `InvalidInput`, naming the field; `NotFound` where there is no such export */
export async function parseShareRequest(input: unknown, ports: SharePorts): Promise<ShareRequest> {
  const given = parseWith(schema, input);
  const now = ports.system.clock.now();
  if (given.expiresIn !== undefined && given.expiresAt !== undefined) throw refuse('expiresAt', 'not beside expiresIn');
  const expiresMs =
    given.expiresAt === undefined
      ? now + (given.expiresIn ?? USUAL_SECONDS) * 1000
      : parseTime(given.expiresAt, 'expiresAt');
  if (expiresMs <= now) throw refuse('expiresAt', 'is not in the future');
  if (expiresMs > now + MOST_SECONDS * 1000) throw refuse('expiresAt', 'is over a year from now');
  const things = (['stream', 'exportId', 'clipId', 'packageId'] as const).filter((field) => given[field] !== undefined);
  if (things.length !== 1) throw refuse('stream', 'one of stream, exportId, clipId and packageId says what is shared');
  if (given.stream === undefined && (given.from !== undefined || given.to !== undefined)) {
    throw refuse('from', 'from and to are of a stream');
  }
  if (given.packageId === undefined && given.ip !== undefined) throw refuse('ip', 'is of a package');
  const shared = await sharedThing(given, now, ports);
  return { ...shared, expiresMs, ...(given.password === undefined ? {} : { password: given.password }) };
}

async function sharedThing(
  { stream, from, to, exportId, clipId, packageId, ip }: z.output<typeof schema>,
  now: number,
  ports: SharePorts,
): Promise<Pick<ShareRequest, 'streamName' | 'thing'>> {
  if (exportId !== undefined) {
    const { streamName } = await exportOf(exportId, ports, 'exportId');
    return { streamName, thing: { kind: 'export', exportId } };
  }
  if (clipId !== undefined) return { streamName: parseClipId(clipId).streamName, thing: { kind: 'clip', clipId } };
  if (packageId !== undefined) {
    const { source } = await packageOf(packageId, ports);
    const streamName = source.kind === 'archive' ? source.streamName : '';
    return { streamName, thing: { kind: 'package', packageId, ...(ip === undefined ? {} : { ip }) } };
  }
  const streamName = parseStreamName(stream, 'stream');
  if (from === undefined) throw refuse('from', 'is missing');
  if (to === undefined) throw refuse('to', 'is missing');
  const [fromMs, toMs] = [parseTime(from, 'from', now), parseTime(to, 'to', now)];
  if (fromMs >= toMs) throw refuse('from', `${from} is not before to: ${to}`);
  if (toMs - fromMs > 7 * DAY_MS) throw refuse('to', 'is more than 7 days behind from');
  if ((await ports.names.arnsOf(streamName)).length === 0) {
    throw new ArchiverError('NotFound', `stream: ${streamName} is not enrolled, and never was`);
  }
  return { streamName, thing: { kind: 'footage', fromMs, toMs } };
}

/** @throws ArchiverError `NotFound`; `Conflict` where it cannot be played */
async function packageOf(packageId: string, { packages }: Pick<SharePorts, 'packages'>): Promise<PackageRecord> {
  const record = isPackageId(packageId) ? await packages.get(packageId) : undefined;
  if (record === undefined) throw new ArchiverError('NotFound', `packageId: there is no package ${packageId}`);
  if (record.status !== 'COMPLETE') {
    throw new ArchiverError('Conflict', `packageId: ${packageId} is ${record.status}, and can be shared when COMPLETE`);
  }
  return record;
}

/**
 * Makes the link; it is told this once, and kept nowhere.
 *
 * @throws ArchiverError `NotFound` where nobody ever saw the stream
 */
export async function makeShare(
  { password, ...request }: ShareRequest,
  createdBy: string,
  ports: SharePorts,
): Promise<Record<string, unknown>> {
  if (request.thing.kind === 'footage' && (await ports.names.arnsOf(request.streamName)).length === 0) {
    throw new ArchiverError('NotFound', `stream: ${request.streamName} is not enrolled, and never was`);
  }
  const { random, clock } = ports.system;
  const { shareId, secret } = newShareLink(random);
  const share: ShareRecord = {
    shareId,
    ...request,
    secretHash: secretHash(secret),
    ...(password === undefined ? {} : { password: await keepPassword(password, random) }),
    createdMs: clock.now(),
    createdBy,
    opened: 0,
    refused: 0,
  };
  await ports.shares.put(share);
  return { ...showShare(share, clock.now()), url: `${ports.frontUrl}/v1/shared/${shareId}.${secret}` };
}

/** A share as the API shows it: never its link. */
export function showShare(share: ShareRecord, nowMs: number): Record<string, unknown> {
  const { shareId, streamName, thing, createdMs, createdBy, expiresMs, revokedMs, opened, lastOpenedMs } = share;
  const { kind, ...what } = thing;
  return {
    shareId,
    ...(streamName === '' ? {} : { streamName }),
    kind,
    ...('fromMs' in what ? { from: formatTime(what.fromMs), to: formatTime(what.toMs) } : what),
    createdAt: formatTime(createdMs),
    createdBy,
    expiresAt: formatTime(expiresMs),
    status: revokedMs !== undefined ? 'REVOKED' : expiresMs <= nowMs ? 'EXPIRED' : 'OPEN',
    hasPassword: share.password !== undefined,
    opened,
    ...(lastOpenedMs === undefined ? {} : { lastOpenedAt: formatTime(lastOpenedMs) }),
  };
}

/** @throws ArchiverError `NotFound` */
export async function shareOf(id: string | undefined, { shares }: Pick<SharePorts, 'shares'>): Promise<ShareRecord> {
  const share = id === undefined || !/^[A-Za-z0-9_-]{1,64}$/.test(id) ? undefined : await shares.get(id);
  if (share === undefined) throw new ArchiverError('NotFound', 'id: there is no such share');
  return share;
}

/** Where a link leads, or that its password is asked for. */
export type OpenedShare = { readonly location: string } | 'password';

/** One answer for all that is wrong with a link, and none that tells of which stream it was. */
const closed = (): ArchiverError => new ArchiverError('NotFound', 'this link does not open');

/**
 * Opens a link: it is held against the table each time.
 *
 * @param given what whoever opens it has beside: a password, and which file of an export of several (from 1)
 * @throws ArchiverError `NotFound` where it opens nothing; `Expired` past its time
 */
export async function openShare(
  link: string | undefined,
  given: { readonly password?: string | undefined; readonly file?: string | undefined },
  ports: SharePorts,
): Promise<OpenedShare> {
  const parsed = parseShareLink(link);
  const share = parsed === undefined ? undefined : await ports.shares.get(parsed.shareId);
  if (parsed === undefined || share === undefined || !isSecret(parsed.secret, share.secretHash)) throw closed();
  if (share.revokedMs !== undefined || share.refused >= MOST_REFUSED) throw closed();
  const now = ports.system.clock.now();
  if (share.expiresMs <= now) throw new ArchiverError('Expired', 'this link is past its time');
  if (share.password !== undefined) {
    if (given.password === undefined) return 'password';
    if (!(await isPassword(given.password, share.password))) {
      await ports.shares.noteRefused(share.shareId);
      return 'password';
    }
  }
  const location = await placeOf(share, now, given.file, ports);
  await ports.shares.noteOpened(share.shareId, now);
  return { location };
}

async function placeOf(share: ShareRecord, now: number, file: string | undefined, ports: SharePorts): Promise<string> {
  const { thing, streamName, expiresMs } = share;
  const expiresSeconds = Math.max(1, Math.min(FILE_LINK_SECONDS, Math.floor((expiresMs - now) / 1000)));
  switch (thing.kind) {
    case 'footage': {
      const { fromMs, toMs } = thing;
      const [key] = await ports.keys.keys();
      const untilMs = Math.min(expiresMs, now + toMs - fromMs + WATCH_ON_MS);
      return `${ports.frontUrl}${archivePath(key, { stream: streamName, fromMs, toMs }, now, untilMs)}`;
    }
    case 'export': {
      const record = await ports.exports.get(thing.exportId);
      const wanted = record?.plan?.files[Number(file ?? '1') - 1];
      if (record?.status !== 'COMPLETE' || wanted === undefined || filesExpireMs(record, ports.exportDays) <= now) {
        throw closed();
      }
      return (await ports.links.linkTo(wanted, { expiresSeconds, fileName: wanted.fileName })).url;
    }
    case 'package': {
      const record = await ports.packages.get(thing.packageId);
      if (record?.status !== 'COMPLETE') throw closed();
      const untilMs = Math.min(expiresMs, now + (record.durationMs ?? 0) + WATCH_ON_MS);
      const { packageId, ip } = thing;
      return packagePlayer(
        { packageId, frontUrl: ports.frontUrl, expiresMs: untilMs, ...(ip === undefined ? {} : { ip }) },
        ports,
      );
    }
    case 'clip': {
      const clip = parseClipId(thing.clipId);
      for (const streamArn of await ports.names.arnsOf(streamName)) {
        const row = await ports.ledger.get(streamArn, planRowKey(clip));
        if (row?.kind !== 'clip' || row.clip === undefined) continue;
        if (row.retireAtMs !== undefined && row.retireAtMs <= now) continue;
        return (await ports.links.linkTo(row.clip, { expiresSeconds })).url;
      }
      throw closed();
    }
  }
}
