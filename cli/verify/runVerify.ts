import type { Finding, FindingCode } from '../../core/verify/Finding.ts';
import { sideBySide } from '../../core/verify/sideBySide.ts';
import { auditedStream } from '../../functions/verify/steps/auditedStream.ts';
import {
  type AuditLevel,
  type AuditPorts,
  type AuditSettings,
  emptyTally,
  type Tally,
} from '../../functions/verify/steps/auditPorts.ts';
import { auditStream } from '../../functions/verify/steps/auditStream.ts';
import type { DecodeDepth } from '../../functions/verify/steps/PictureGroups.ts';
import type { Context } from '../Context.ts';
import type { Installation } from '../connection/Installation.ts';
import { openArchive } from '../connection/openArchive.ts';
import { EXIT, type ExitCode } from '../exitCode.ts';
import { startProgress } from './AuditProgress.ts';
import { type AuditSummary, findingText, summaryText } from './auditText.ts';
import { openDecoder } from './decoder/openDecoder.ts';
import { repairAll } from './repairAll.ts';

export interface VerifyRequest {
  readonly installation: Installation;
  readonly stream?: string;
  readonly range?: { readonly fromMs: number; readonly toMs: number };
  readonly level: AuditLevel;
  /** Of clips, at `content`. */
  readonly decode: DecodeDepth | 'none';
  readonly repair: boolean;
  readonly dryRun: boolean;
  readonly graceMs?: number;
  readonly json: boolean;
}

/** Where a stack does not say: the defaults of `serverless.yml`. */
const USUAL = { sweepAgeHours: 48, relistSeconds: 900 };
/** Streams that are gone through at once. */
const STREAMS_AT_ONCE = 4;

/** Goes through streams, tells every finding as it comes, and sums up. */
export async function runVerify(request: VerifyRequest, context: Context): Promise<ExitCode> {
  const { installation, json } = request;
  const { stdout, system } = context;
  const archive = await openArchive(installation, context);
  const wanted = request.level === 'content' && request.decode !== 'none';
  const decoder = wanted ? await openDecoder(system) : undefined;
  const ports = decoder === undefined ? archive.ports : { ...archive.ports, pictures: decoder };
  const startedMs = system.clock.now();
  const tally = emptyTally();
  const counts: Partial<Record<FindingCode, number>> = {};
  const progress = startProgress(tally, context);
  const found: Finding[] = [];
  try {
    for await (const finding of findings(request, ports, tally)) {
      counts[finding.code] = (counts[finding.code] ?? 0) + 1;
      if (request.repair) found.push(finding);
      progress.pause();
      stdout.write(json ? `${JSON.stringify({ type: 'finding', ...finding })}\n` : `${findingText(finding)}\n`);
    }
    progress.end();
    const tookMs = Math.round(system.clock.now() - startedMs);
    const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
    const decode: AuditSummary['decode'] = !wanted ? 'none' : decoder === undefined ? 'no-decoder' : request.decode;
    const summary = { level: request.level, decode, clean: total === 0, findings: counts, tally, tookMs };
    stdout.write(json ? `${JSON.stringify({ type: 'summary', ...summary })}\n` : `${summaryText(summary)}\n`);
    if (total === 0) return EXIT.ok;
    if (!request.repair) return EXIT.findings;
    const left = await repairAll(found, request, archive, context);
    return left === 0 && !request.dryRun ? EXIT.ok : EXIT.findings;
  } finally {
    progress.end();
    decoder?.close();
    archive.close();
  }
}

/** The settings of an audit, as the stack says or as `--grace` does. */
export function auditSettings({ installation, level, decode, range, graceMs }: VerifyRequest): AuditSettings {
  const { SweepAgeHours, RelistSeconds } = installation.outputs;
  return {
    level,
    sweepAgeMs: graceMs ?? Number(SweepAgeHours ?? USUAL.sweepAgeHours) * 3_600_000,
    relistMs: graceMs ?? Number(RelistSeconds ?? USUAL.relistSeconds) * 1000,
    ...(range === undefined ? {} : { range }),
    ...(decode === 'none' ? {} : { decode }),
  };
}

async function* findings(
  request: VerifyRequest,
  ports: AuditPorts,
  tally: Tally,
): AsyncGenerator<Finding, void, undefined> {
  const settings = auditSettings(request);
  for await (const streams of inGroups(streamNames(request, ports), STREAMS_AT_ONCE)) {
    yield* sideBySide(streams.map((name) => auditNamed(name, settings, ports, tally)));
  }
}

async function* auditNamed(
  streamName: string,
  settings: AuditSettings,
  ports: AuditPorts,
  tally: Tally,
): AsyncGenerator<Finding, void, undefined> {
  yield* auditStream(await auditedStream(streamName, ports), settings, ports, tally);
}

async function* streamNames({ stream }: VerifyRequest, { enrolments }: AuditPorts): AsyncGenerator<string> {
  if (stream !== undefined) {
    yield stream;
    return;
  }
  let after: string | undefined;
  do {
    const page = await enrolments.list(100, after);
    for (const { streamName } of page.items) yield streamName;
    after = page.nextToken;
  } while (after !== undefined);
}

async function* inGroups<Item>(items: AsyncIterable<Item>, size: number): AsyncGenerator<Item[]> {
  let group: Item[] = [];
  for await (const item of items) {
    group.push(item);
    if (group.length === size) {
      yield group;
      group = [];
    }
  }
  if (group.length > 0) yield group;
}
