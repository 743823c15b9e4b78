import { readTranscodeEvent } from '../../../../core/packages/transcode/readTranscodeEvent.ts';

const detail = (over: object): object => ({
  timestamp: 1_606_539_514_554,
  accountId: '111122223333',
  queue: 'arn:aws:mediaconvert:us-east-2:111122223333:queues/Default',
  jobId: '1606539508649-2fu0hb',
  userMetadata: { packageId: 'package-1' },
  ...over,
});

test.each<[string, object, object | undefined]>([
  ['begun', { status: 'PROGRESSING' }, { status: 'PROGRESSING', percent: 0 }],
  [
    'on its way',
    { status: 'STATUS_UPDATE', jobProgress: { jobPercentComplete: 66.6 } },
    { status: 'PROGRESSING', percent: 66 },
  ],
  [
    'nearly done is not done',
    { status: 'STATUS_UPDATE', jobProgress: { jobPercentComplete: 100 } },
    { status: 'PROGRESSING', percent: 99 },
  ],
  [
    'done',
    {
      status: 'COMPLETE',
      outputGroupDetails: [{ outputDetails: [{ durationInMs: 0 }, { durationInMs: 58_975 }] }, {}],
    },
    { status: 'COMPLETE', percent: 100, durationMs: 58_975 },
  ],
  [
    'failed',
    { status: 'ERROR', errorCode: 1404, errorMessage: 'Unable' },
    { status: 'ERROR', error: { code: '1404', message: 'Unable' } },
  ],
  [
    'warned',
    { status: 'NEW_WARNING', warnings: [{ code: 230001, count: 2 }] },
    { warnings: [{ code: '230001', message: expect.stringContaining('2 times') }] },
  ],
  ['in another queue', { status: 'QUEUE_HOP' }, undefined],
  ['of somebody else', { status: 'COMPLETE', userMetadata: {} }, undefined],
  ['of no form', { status: 5 }, undefined],
])('an event of a job that is %s', (_name, over, expected) => {
  const read = readTranscodeEvent(detail(over));
  if (expected === undefined) expect(read).toBeUndefined();
  else expect(read).toMatchObject({ packageId: 'package-1', jobId: '1606539508649-2fu0hb', ...expected });
});
