import * as fc from 'fast-check';
import {
  anotherPassFits,
  EVENTS_AROUND,
  EVENTS_OF_BUNDLE,
  EVENTS_OF_PASS,
  EVENTS_OF_TRY,
  EVENTS_OF_WAIT,
  eventsOfPass,
  MAX_BUNDLES_OF_PASS,
  MAX_HISTORY_EVENTS,
  MAX_PLANS_OF_PASS,
  MAX_WAITS,
  plansThatFit,
  waitSeconds,
  worstPlanEvents,
} from '../../../core/limits/historyBudget.ts';
import { enrolmentSettings } from '../../../core/streams/enrolment.ts';
import { MAX_OPEN_PLANS } from '../../../core/streams/streamState.ts';
import { type Graph, type PackagedMachine, packagedMachine, processorOf } from './packagedMachine.ts';
import { statesInLoops, worstEvents, worstEventsOfState } from './worstEvents.ts';
import { runChild } from './worstRun.ts';

/** What an owner may set. */
const MAX_TRIES = 20;
const ITERATION = 2; // MapIterationStarted, MapIterationSucceeded

let machine: PackagedMachine;
let child: Graph;
let clips: Graph;
let bundles: Graph;

beforeAll(async () => {
  machine = await packagedMachine();
  child = processorOf(machine.definition, 'CatchUpAndRanges');
  clips = processorOf(child, 'LongArchiveClips');
  bundles = processorOf(child, 'LongArchiveBundles');
}, 300_000);

/** Events of a plan's iteration that fails every try, and of a bundle's. */
const planEvents = (tries: number): number =>
  ITERATION + worstEvents(clips, { ArchiveClip: tries, AnotherTry: tries, BackOff: tries - 1 });
const bundleEvents = (): number => ITERATION + worstEvents(bundles, {});

/** Events of a whole child: its passes with so many plans, bundles and rounds of waiting, and what stands around them. */
function childEvents(passes: readonly { plans: number; tries: number; bundles: number; waits: number }[]): number {
  const count = passes.length;
  const waits = passes.reduce((sum, pass) => sum + pass.waits, 0);
  const graph = worstEvents(child, {
    ComputeWindow: count + waits,
    IsThereAWindow: count + waits,
    WaitForTurn: waits,
    ListFragments: count,
    IsTheStreamFree: count,
    WaitForPlans: 0,
    ArchiveClips: count,
    ArchiveBundles: count,
    CommitWindow: count,
    CaughtUp: count,
  });
  const inMaps = passes.reduce(
    (sum, pass) => sum + pass.plans * planEvents(pass.tries) + pass.bundles * bundleEvents(),
    0,
  );
  // ExecutionStarted and ExecutionFailed.
  return 2 + graph + inMaps;
}

describe('the counts that the steps reckon with are those of the packaged definition', () => {
  test('a try, a plan, a bundle, a wait, a pass', () => {
    const state = (graph: Graph, name: string): number => {
      const found = graph.States[name];
      if (found === undefined) throw new Error(`there is no ${name}`);
      return worstEventsOfState(found);
    };
    expect(planEvents(6) - planEvents(5)).toBe(EVENTS_OF_TRY);
    for (let tries = 1; tries <= MAX_TRIES; tries++) {
      expect(planEvents(tries)).toBeLessThanOrEqual(worstPlanEvents(tries));
      expect(planEvents(tries)).toBeGreaterThan(worstPlanEvents(tries) - 5);
    }
    expect(bundleEvents()).toBe(EVENTS_OF_BUNDLE);
    const waits = [
      ['LongComputeWindow', 'LongIsThereAWindow', 'LongWaitForTurn'],
      ['LongListFragments', 'LongIsTheStreamFree', 'LongWaitForPlans'],
    ];
    for (const round of waits) expect(round.reduce((sum, name) => sum + state(child, name), 0)).toBe(EVENTS_OF_WAIT);
    const one = { plans: 0, tries: 1, bundles: 0, waits: 0 };
    expect(childEvents([one, one]) - childEvents([one])).toBe(EVENTS_OF_PASS);
    // Both ends that a child can have and both ways to go on are counted here, of which it takes one.
    expect(childEvents([one]) - EVENTS_OF_PASS).toBeLessThanOrEqual(EVENTS_AROUND);
  });

  test('every loop is one that the budget bounds', () => {
    expect([...statesInLoops(child)].sort()).toEqual(
      [
        ...['ArchiveBundles', 'ArchiveClips', 'CaughtUp', 'CommitWindow', 'ComputeWindow', 'IsTheStreamFree'],
        ...['IsThereAWindow', 'ListFragments', 'WaitForPlans', 'WaitForTurn'],
      ].sort(),
    );
    expect([...statesInLoops(clips)].sort()).toEqual(['AnotherTry', 'ArchiveClip', 'BackOff']);
    expect([...statesInLoops(bundles), ...statesInLoops(machine.definition)]).toEqual([]);
  });

  test('the machine cuts its list of bundles where the budget does, and a pass has room for all open plans', () => {
    const { Items } = child.States.LongArchiveBundles as unknown as { Items: string };
    expect(Items).toContain(`[[0..${MAX_BUNDLES_OF_PASS - 1}]]`);
    expect(MAX_PLANS_OF_PASS).toBe(MAX_OPEN_PLANS);
    expect(enrolmentSettings.safeParse({ tries: MAX_TRIES + 1 }).success).toBe(false);
  });

  test('half a day of waiting, and no longer', () => {
    const seconds = Array.from({ length: MAX_WAITS }, (_, waits) => waitSeconds(waits)).reduce((a, b) => a + b, 0);
    expect(seconds / 3600).toBeGreaterThan(10);
    expect(seconds / 3600).toBeLessThan(14);
  });
});

describe('no input fills a history', () => {
  test('a first pass at its very worst, whatever `tries` is', () => {
    for (let tries = 1; tries <= MAX_TRIES; tries++) {
      const plans = plansThatFit(0, tries);
      expect(plans).toBeGreaterThanOrEqual(20);
      const events = childEvents([{ plans, tries, bundles: MAX_BUNDLES_OF_PASS, waits: MAX_WAITS }]);
      expect(events).toBeLessThanOrEqual(MAX_HISTORY_EVENTS);
    }
  });

  test('any passes, each as bad as chance makes it, for as long as the steps say that another one fits', () => {
    const passes = fc.array(
      fc.record({ failing: fc.double({ min: 0, max: 1, noNaN: true }), waits: fc.nat(MAX_WAITS), bundles: fc.nat(64) }),
      { minLength: 1, maxLength: 60 },
    );
    void fc.assert(
      fc.property(passes, fc.integer({ min: 1, max: MAX_TRIES }), (wished, tries) => {
        let history = 0;
        let real = EVENTS_AROUND;
        for (const { failing, waits, bundles: some } of wished) {
          const plans = Math.max(1, plansThatFit(history, tries));
          const lost = Math.round(plans * failing);
          const outcomes = [
            ...Array.from({ length: lost }, () => ({})),
            ...Array.from({ length: plans - lost }, () => ({ tries: 1, retries: 8 })),
          ];
          real += EVENTS_OF_PASS + waits * EVENTS_OF_WAIT + lost * planEvents(tries) + some * bundleEvents();
          real += (plans - lost) * (ITERATION + 2 + 2 + 3 * 9);
          history += eventsOfPass({ waits, tries, plans: outcomes, bundles: Array.from({ length: some }, () => ({})) });
          if (!anotherPassFits(history, tries)) break;
        }
        expect(real).toBeLessThanOrEqual(MAX_HISTORY_EVENTS);
      }),
      { seed: 20261121, numRuns: 500 },
    );
  });

  test('the parent of 50,000 streams: its Map is a handful of events, whatever its children do', () => {
    expect(2 + worstEvents(machine.definition, {})).toBeLessThan(150);
  });

  test('an ordinary backlog of a day of 1 s fragments is two executions of a child, not twenty', () => {
    const plans = Math.ceil((24 * 3600) / 200);
    let left = plans;
    let executions = 1;
    let history = 0;
    while (left > 0) {
      const fit = Math.min(left, plansThatFit(history, 5));
      left -= fit;
      const outcomes = Array.from({ length: fit }, () => ({ tries: 1, retries: 0 }));
      history += eventsOfPass({ waits: 0, tries: 5, plans: outcomes, bundles: outcomes });
      if (anotherPassFits(history, 5)) continue;
      executions += 1;
      history = 0;
    }
    expect(plans).toBe(432);
    expect(executions).toBeLessThanOrEqual(2);
  });
});

describe('the model of events against the interpreter', () => {
  test.each([
    { plans: 3, tries: 2, bundles: 2, waits: 4, passes: 2 },
    { plans: 1, tries: 20, bundles: 0, waits: 0, passes: 1 },
    { plans: 12, tries: 5, bundles: 8, waits: 0, passes: 3 },
  ])(
    '$passes passes of $plans plans and $bundles bundles that fail $tries tries, every retry used up',
    async (worst) => {
      const { status, events } = await runChild(machine.definition, worst);
      const passes = Array.from({ length: worst.passes }, () => ({ ...worst, waits: worst.waits / worst.passes }));
      // Of the ends, this child takes `SomethingWasLost`: not the others, nor the two ways to another execution.
      const notTaken = ['LongStreamDone', 'LongStartCatchUp', 'GoOnNested', 'LongWasAnythingLost'].reduce(
        (sum, name) => sum + worstEventsOfState(child.States[name] ?? { Type: 'none' }),
        0,
      );
      expect(status).toBe('FAILED');
      expect(events).toBe(childEvents(passes) - notTaken);
    },
  );

  test('the worst that fits into one execution, event for event', async () => {
    const worst = { plans: plansThatFit(0, 5), tries: 5, bundles: MAX_BUNDLES_OF_PASS, waits: MAX_WAITS, passes: 1 };
    const { status, events, cause } = await runChild(machine.definition, worst);
    expect([status, cause]).toEqual(['FAILED', expect.stringContaining('could not be archived')]);
    expect(events).toBeGreaterThan(15_000);
    expect(events).toBeLessThanOrEqual(MAX_HISTORY_EVENTS);
  });
});
