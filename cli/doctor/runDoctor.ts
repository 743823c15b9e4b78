import { diagnose, type Finding } from '../../core/doctor/Finding.ts';
import type { QuotaUse } from '../../core/doctor/StackFacts.ts';
import { STACK_CHECKS } from '../../core/doctor/stackChecks.ts';
import { STREAM_CHECKS } from '../../core/doctor/streamChecks.ts';
import type { Context } from '../Context.ts';
import type { Installation } from '../connection/Installation.ts';
import { EXIT, type ExitCode } from '../exitCode.ts';
import { printJson } from '../options/printJson.ts';
import { countsText, findingLines, quotaLines } from './doctorText.ts';
import { gatherStack } from './gatherStack.ts';
import { gatherStream } from './gatherStream.ts';
import { Probe } from './Probe.ts';

export interface DoctorRequest {
  readonly installation: Installation;
  readonly stream?: string;
  readonly json: boolean;
}

/** Looks at a stream or at the whole, and tells what it finds. 1 for any error or warning, 0 for none. */
export async function runDoctor({ installation, stream, json }: DoctorRequest, context: Context): Promise<ExitCode> {
  const { stdout, stderr } = context;
  const clear = '\r\u001b[K';
  const probe = new Probe((doing) => {
    if (stderr.isTerminal) stderr.write(`${clear}looking: ${doing}`);
  });
  const { findings, quotas } =
    stream === undefined
      ? await examineStack(installation, probe, context)
      : { findings: await examineStream(installation, stream, probe, context), quotas: undefined };
  if (stderr.isTerminal) stderr.write(clear);
  const subject = stream ?? installation.place;
  if (json) {
    printJson(stdout, { subject, findings, calls: probe.calls, ...(quotas === undefined ? {} : { quotas }) });
  } else {
    const lines = findingLines(subject, findings);
    if (quotas !== undefined) lines.push('', ...quotaLines(quotas));
    stdout.write(`${lines.join('\n')}\n\n${countsText(findings)}\n`);
  }
  return findings.some(({ level }) => level !== 'note') ? EXIT.findings : EXIT.ok;
}

async function examineStack(
  installation: Installation,
  probe: Probe,
  context: Context,
): Promise<{ findings: Finding[]; quotas: readonly QuotaUse[] }> {
  const facts = await gatherStack(installation, probe, context);
  return { findings: diagnose(STACK_CHECKS, { ...facts, calls: probe.calls }), quotas: facts.quotas };
}

async function examineStream(
  installation: Installation,
  stream: string,
  probe: Probe,
  context: Context,
): Promise<Finding[]> {
  const facts = await gatherStream(installation, stream, probe, context);
  const { nowMs, region } = facts;
  const calls = { nowMs, region, calls: probe.calls, quotas: [], missingOutputs: [], regions: [] };
  return [...diagnose(STACK_CHECKS, calls, stream), ...diagnose(STREAM_CHECKS, facts, stream)];
}
