import type { GapReason } from '../ledger/ledgerRow.ts';
import type { BundleOutcome, ListingSummary, PlanOutcome, WindowDecision } from '../runs/run.ts';
import { happenings, type Measurement } from './metrics.ts';

/** What a pass over a stream did. */
export function measurePass(pass: {
  readonly listing: ListingSummary;
  readonly outcomes: readonly PlanOutcome[];
  readonly bundles: readonly BundleOutcome[];
}): Measurement[] {
  const { listing, outcomes, bundles } = pass;
  const gaps = (reason: GapReason): number =>
    outcomes.filter((outcome) => outcome.status === 'gap' && outcome.reason === reason).length;
  const sum = (values: readonly (number | undefined)[]): number =>
    values.reduce<number>((total, value) => total + (value ?? 0), 0);
  return happenings({
    FragmentsListed: listing.listed,
    ClipsArchived: sum(outcomes.map(({ clips }) => clips)),
    BundlesArchived: bundles.filter(({ status }) => status === 'archived').length,
    BundlesFailed: bundles.filter(({ status }) => status === 'failed').length,
    GapsFailed: gaps('failed'),
    GapsExpired: gaps('expired') + (listing.expired ?? 0),
    GapsUnsupported: gaps('unsupported-media'),
    BytesArchived: sum([...outcomes, ...bundles].map(({ bytes }) => bytes)),
    PlanRetries: sum(outcomes.map(({ tries, retries }) => (tries ?? 1) - 1 + (retries ?? 0))),
  });
}

/** What was found when a window was chosen. */
export function measureWindow(decision: WindowDecision): Measurement[] {
  return happenings({ SpansUnseen: decision.status === 'window' && decision.unseen === true ? 1 : 0 });
}

/** How a run over many streams ended. */
export function measureRun({ failed }: { readonly failed: number }): Measurement[] {
  return happenings({ StreamsFailed: failed });
}

/** How a step fared with KVS's quotas. */
export function measureThrottling(step: { readonly calls: number; readonly gaveUp: boolean }): Measurement[] {
  return happenings({ CallsThrottled: step.calls, StepsThrottled: step.gaveUp ? 1 : 0 });
}

/** What a sweep put right, and what it had to leave. */
export function measureSweep(swept: {
  readonly adopted: number;
  readonly deleted: number;
  readonly left: number;
  readonly findings: Readonly<Record<string, number>>;
}): Measurement[] {
  return happenings({
    OrphansAdopted: swept.adopted,
    OrphansDeleted: swept.deleted,
    OrphansLeft: swept.left,
    ArchiveFindings: Object.values(swept.findings).reduce((sum, count) => sum + count, 0),
  });
}

/** What automatic enrolment found. */
export function measureDiscovery(found: { readonly enrolled: number; readonly refused: number }): Measurement[] {
  return happenings({ StreamsDiscovered: found.enrolled, DiscoveriesRefused: found.refused });
}
