import { realSystem } from '../../../cloud/system/realSystem.ts';
import { createEvents } from '../../../local/events/createEvents.ts';
import { createFaults } from '../../../local/faults/createFaults.ts';

test('an event is delivered twice, and another overtakes one that is late; what is held back at the end is dropped', async () => {
  const delivered: string[] = [];
  const faults = createFaults({ system: realSystem, functions: () => [] });
  faults.replace({
    rules: [
      { event: 'Object Created', kind: 'twice', nth: [1] },
      { event: 'Object Created', kind: 'late', ms: 30, nth: [2] },
      { event: 'Object Created', kind: 'late', ms: 3_600_000, nth: [4] },
    ],
  });
  const events = createEvents({
    rules: [{ name: 'all', bus: 'default', pattern: { source: ['a'] }, targets: [{ arn: 't' }] }],
    system: realSystem,
    region: 'us-east-1',
    accountId: '000000000000',
    invokeTarget: async (_, input) => void delivered.push((JSON.parse(input) as { detail: string }).detail),
    onFailure: (_, error) => delivered.push(String(error)),
    deliveriesOf: faults.deliveriesOf,
  });

  for (const detail of ['twice', 'late', 'prompt', 'never'])
    events.put({ source: 'a', detailType: 'Object Created', detail });
  events.put({ source: 'a', detailType: 'Object Deleted', detail: 'other' });
  while (delivered.length < 5) await realSystem.clock.sleep(5);
  await events.close();

  expect(delivered).toEqual(['twice', 'twice', 'prompt', 'other', 'late']);
  expect(faults.report().rules.map(({ calls, hits }) => [calls, hits])).toEqual([
    [4, 1],
    [4, 1],
    [4, 1],
  ]);
});
