import { formatSpan } from '../../core/time/formatTime.ts';
import { FINDINGS, type Finding, type FindingCode } from '../../core/verify/Finding.ts';
import type { AuditLevel, Tally } from '../../functions/verify/steps/auditPorts.ts';
import type { DecodeDepth } from '../../functions/verify/steps/PictureGroups.ts';
import { formatBytes } from '../terminal/formatBytes.ts';
import { plural } from '../terminal/plural.ts';

/** What an audit came to. */
export interface AuditSummary {
  readonly level: AuditLevel;
  /** What of the clips was decoded. */
  readonly decode: DecodeDepth | 'none' | 'no-decoder';
  readonly clean: boolean;
  readonly findings: Readonly<Partial<Record<FindingCode, number>>>;
  readonly tally: Tally;
  readonly tookMs: number;
}

const DEPTH: Readonly<Record<AuditLevel, string>> = {
  ledger: 'the ledger was held against Kinesis Video Streams; the bucket was not looked at',
  presence: 'files are there in their size; their bytes were not read',
  content: 'every byte was read and agrees with its checksum, every sample with its codec, clips with their bundles',
};

/** What was decoded, and what was not and why. */
function decodedText({ level, decode, tally }: AuditSummary): string {
  if (level !== 'content') return '';
  if (decode === 'none') return ' Nothing was decoded (--decode none).';
  if (decode === 'no-decoder') return ' Nothing was decoded: node-webcodecs has no decoder here.';
  const pictures = plural(tally.decoded, decode === 'all' ? 'picture' : 'key frame');
  const rest = tally.undecoded === 0 ? '' : `; ${tally.undecoded} are nothing for this decoder`;
  return ` ${pictures} decoded${rest}.`;
}

/** A finding as a line for people. */
export function findingText({ code, streamName, message }: Finding): string {
  return `${code.padEnd(16)}  ${streamName}  ${message}`;
}

/** The answer to "is it all there?", for people. */
export function summaryText(summary: AuditSummary): string {
  const { level, clean, findings, tally, tookMs } = summary;
  const seconds = Math.max(0.001, tookMs / 1000);
  const looked = [
    plural(tally.streams, 'stream'),
    plural(tally.clips, 'clip'),
    plural(tally.gaps, 'gap'),
    ...(tally.tombstones > 0 ? [`${plural(tally.tombstones, 'clip')} retired or erased`] : []),
    ...(level === 'ledger' ? [] : [`${plural(tally.objects, 'object')} of ${formatBytes(tally.bytes)}`]),
    `${plural(tally.fragments, 'fragment')} still in KVS`,
    ...(level === 'content' ? [`${plural(tally.read, 'file')} read, ${formatBytes(tally.readBytes)}`] : []),
  ].join(', ');
  const rate = `${formatSpan(tookMs)}, ${Math.round(tally.rows / seconds)} rows/s`;
  if (clean) {
    const gaps = tally.gaps > 0 ? ', but for the gaps, which kvs-archiver gaps lists' : '';
    return `It is all there${gaps}: ${looked}.\n${level}: ${DEPTH[level]}.${decodedText(summary)} ${rate}`;
  }
  const lines = (Object.entries(findings) as [FindingCode, number][]).map(
    ([code, count]) => `${String(count).padStart(8)}  ${code}: ${FINDINGS[code]}`,
  );
  return [`NOT all is there. Looked at: ${looked}.`, ...lines, `${level}:${decodedText(summary)} ${rate}`].join('\n');
}
