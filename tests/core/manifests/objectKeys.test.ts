import { producerMs } from '../../../core/fragment.ts';
import {
  bundleKey,
  bundleManifestKey,
  clipKey,
  clipManifestKey,
  planDocumentKey,
} from '../../../core/manifests/objectKeys.ts';
import { planIdOf } from '../../../core/plans/plan.ts';

const file = {
  streamName: 'front-door',
  startProducerMs: producerMs(Date.UTC(2026, 10, 21, 9, 5, 7, 42)),
  planId: planIdOf('0123456789ab'),
};

describe('object keys', () => {
  it.each([
    [clipKey(file), 'clips/front-door/2026/11/21/09/20261121T090507.042Z_0123456789ab.mp4'],
    [clipManifestKey(file), 'clips/front-door/2026/11/21/09/20261121T090507.042Z_0123456789ab.json'],
    [bundleKey(file), 'bundles/front-door/2026/11/21/09/20261121T090507.042Z_0123456789ab.mkv'],
    [bundleManifestKey(file), 'bundles/front-door/2026/11/21/09/20261121T090507.042Z_0123456789ab.json'],
    [
      clipKey({ ...file, prefix: 'house/' }),
      'house/clips/front-door/2026/11/21/09/20261121T090507.042Z_0123456789ab.mp4',
    ],
    [
      planDocumentKey({
        ...file,
        streamArn: 'arn:aws:kinesisvideo:us-east-1:000000000000:stream/front-door/1795258557663',
      }),
      'plans/front-door/1795258557663/0123456789ab.json',
    ],
  ])('%s', (key, expected) => {
    expect(key).toBe(expected);
  });
});
