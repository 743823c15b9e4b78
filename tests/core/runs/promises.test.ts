import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eachState } from '../../../core/machines/MachineOutline.ts';
import { readOutline } from '../../../core/machines/readOutline.ts';
import { PROMISES, touchedPromise } from '../../../core/runs/promises.ts';
import { remedyOf } from '../../../core/runs/remedy.ts';

const definitions = require('../../../serverless/definitions.cjs') as Record<string, unknown>;

test('each promise is a heading of docs/invariants.md', () => {
  const text = readFileSync(join(__dirname, '../../../docs/invariants.md'), 'utf8');
  const headings = [...text.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);

  expect(Object.values(PROMISES).filter((heading) => !headings.includes(heading))).toEqual([]);
});

test.each([
  ['archive', 'PrepareRun', 'run-again'],
  ['archive', 'LiveStreams', 'run-again'],
  ['archive', 'ListFragments', 'watermark'],
  ['archive', 'LongCommitWindow', 'watermark'],
  ['archive', 'ArchiveClip', 'one-place'],
  ['archive', 'LongRecordGap', 'one-place'],
  ['archive', 'SomethingWasLost', 'one-place'],
  ['archive', 'StreamsFailed', 'nothing-swallowed'],
  ['archive', 'ArchiveBundle', 'run-again'],
  ['export', 'CopyParts', 'exports'],
  ['request', 'FetchPart', 'exports'],
  ['analyze', 'ApplyRules', 'images-twice'],
  ['another', 'Any', 'run-again'],
] as const)('%s: %s touches %s', (machine, state, promise) => {
  expect(touchedPromise(machine, state)).toBe(promise);
});

test('the states that the table of promises names are those of the machine', () => {
  const states = [...eachState(readOutline(JSON.parse(JSON.stringify(definitions.archive))))];
  const withPromise = states.filter(({ name }) => touchedPromise('archive', name) !== 'run-again');

  expect([states.length, withPromise.length]).toEqual([53, 40]);
});

test.each([
  [{ machine: 'archive', error: 'FragmentsLost', inFailState: true, redrivable: true }, 'backfill'],
  [{ machine: 'archive', error: 'AccessDenied', inFailState: true, redrivable: true }, 'run-again'],
  [{ machine: 'archive', error: 'Runtime.ExitError', inFailState: false, redrivable: true }, 'redrive'],
  [{ machine: 'archive', inFailState: false, redrivable: false }, 'run-again'],
  [{ machine: 'export', error: 'NotFound', inFailState: true, redrivable: true }, 'ask-again'],
  [{ machine: 'export', error: 'Internal', inFailState: false, redrivable: true }, 'redrive'],
  [{ machine: 'request', error: 'Expired', inFailState: false, redrivable: false }, 'ask-again'],
] as const)('%j is put right by %s', (run, remedy) => {
  expect(remedyOf(run)).toBe(remedy);
});
