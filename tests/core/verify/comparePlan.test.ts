import { planFileName, type RowSummary } from '../../../core/ledger/rowSummary.ts';
import type { ListedObject } from '../../../core/ports/objectInventory.ts';
import { comparePlan } from '../../../core/verify/comparePlan.ts';
import { clipRow, DAY, NOW, objectsOf } from './sketch.ts';

const START = NOW - 10 * DAY;
const row = clipRow(1, START, START + 300_000);
const all = objectsOf(row);
const [clip, manifest, bundle, bundleManifest] = all as [ListedObject, ListedObject, ListedObject, ListedObject];
const without = (...gone: ListedObject[]) => all.filter((object) => !gone.includes(object));
const head = (kind: string, more: object): RowSummary => {
  const { clip: _clip, bundle: _bundle, source: _source, ...plan } = row;
  return { ...plan, kind, ...more } as unknown as RowSummary;
};
const gap = head('gap', { reason: 'failed', error: 'down', tries: 5, runId: 'run' });
const split = head('split', { parts: [] });
const erased = (erasedMs: number) => head('erased', { erasedMs, erasedBy: 'owner', erasureId: 'e' });
const { bundle: _none, ...clipOnly } = row;

const CASES: readonly [string, readonly RowSummary[], readonly ListedObject[], readonly string[]][] = [
  ['nothing', [], [], []],
  ['all there', [row], all, []],
  ['no clip', [row], without(clip), ['clip-missing']],
  ['no bundle', [row], without(bundle), ['bundle-missing']],
  ['neither', [row], [], ['clip-missing', 'bundle-missing']],
  ['no manifest', [row], without(manifest), ['manifest-missing']],
  ['no manifest of the bundle', [row], without(bundleManifest), ['manifest-missing']],
  ['a byte short', [row], [{ ...clip, bytes: 999 }, ...without(clip)], ['size-wrong']],
  ['no row', [], all, ['orphan', 'orphan']],
  ['only a manifest and no row', [], [manifest], ['orphan']],
  ['a gap, and its clip', [gap], [clip, manifest], ['orphan']],
  ['a split, and its clip', [split], [clip], ['orphan']],
  ['a gap', [gap], [], []],
  ['a split', [split], [], []],
  ['a clip without a bundle', [clipOnly], [clip, manifest], []],
  ['a clip without a bundle, and a bundle', [clipOnly], all, ['orphan']],
  ['no row, and young', [], all.map((object) => ({ ...object, modifiedMs: NOW - DAY })), []],
  ['retired and gone', [{ ...row, retireAtMs: NOW }], [], []],
  ['retired, and lifecycle takes its time', [{ ...row, retireAtMs: NOW - DAY }], all, []],
  ['retired tomorrow, and gone', [{ ...clipOnly, retireAtMs: NOW + 1 }], [], ['clip-missing']],
  ['erased', [erased(NOW - 5 * DAY)], [], []],
  ['erased, and still there', [erased(NOW - 5 * DAY)], [clip, manifest], ['erased-remains']],
  ['being erased', [erased(NOW - 1000)], all, []],
  ['a row that names nothing', [{ ...gap, kind: 'clip', source: 'GET_CLIP' } as RowSummary], [], ['row-wrong']],
  ['two rows of one file', [row, { ...row, streamArn: 'another' }], all, ['clip-missing', 'bundle-missing']],
  ['the same name in another bucket', [row], [...all, { ...clip, bucket: 'own' }], ['orphan']],
];

test.each(CASES)('%s', (_name, rows, objects, codes) => {
  const found = comparePlan(
    'door',
    { name: planFileName(row), rows, objects },
    { nowMs: NOW, youngSinceMs: NOW - 2 * DAY },
  );

  expect(found.map(({ finding }) => finding.code)).toEqual(codes);
  for (const { finding } of found) expect(finding).toMatchObject({ streamName: 'door', message: expect.any(String) });
});

test('a row of more than a day, or that ends before it begins, is wrong', () => {
  const long = clipRow(2, START, START + DAY + 1);
  const backwards = clipRow(3, START, START - 1);
  for (const wrong of [long, backwards]) {
    const together = { name: planFileName(wrong), rows: [wrong], objects: objectsOf(wrong) };
    const found = comparePlan('door', together, { nowMs: NOW, youngSinceMs: NOW });
    expect(found.map(({ finding }) => finding.code)).toEqual(['row-wrong']);
  }
});
