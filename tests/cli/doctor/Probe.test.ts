import { Probe } from '../../../cli/doctor/Probe.ts';
import { ArchiverError } from '../../../core/errors.ts';

const awsError = (name: string): Error => Object.assign(new Error('no'), { name });

test.each<[string, Error, object]>([
  [
    'a denial by the service',
    awsError('AccessDeniedException'),
    { failure: { denied: true, message: 'a:Call: AccessDeniedException: no' } },
  ],
  ['a denial in our words', new ArchiverError('AccessDenied', 'no'), { failure: { denied: true, message: 'no' } }],
  [
    'a throttle',
    awsError('ThrottlingException'),
    { failure: { denied: false, message: 'a:Call: ThrottlingException: no' } },
  ],
  ['what is not there, which is an answer', awsError('ResourceNotFoundException'), {}],
])('%s', async (_what, error, expected) => {
  const probe = new Probe(() => undefined);

  const result = await probe.try('a:Call', () => Promise.reject(error));

  expect(result).toBeUndefined();
  expect(probe.calls).toEqual([{ action: 'a:Call', ...expected }]);
});

test('each is tried whatever became of the one before, and told of first; a failure is not forgotten', async () => {
  const told: string[] = [];
  const probe = new Probe((doing) => told.push(doing));

  await probe.try('a:Call', () => Promise.reject(awsError('AccessDenied')));
  const result = await probe.try('b:Call', () => Promise.resolve(7));
  await probe.try('a:Call', () => Promise.resolve(8));

  expect(result).toBe(7);
  expect(told).toEqual(['a:Call', 'b:Call', 'a:Call']);
  expect(probe.calls).toMatchObject([{ action: 'a:Call', failure: { denied: true } }, { action: 'b:Call' }]);
});
