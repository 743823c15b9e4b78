import { isKvsPath, serviceNameOf } from '../../../local/kvs/kvsPaths.ts';
import { OPERATIONS_BY_PATH } from '../../../local/kvs/operations/table.ts';

test('every operation is at a path of its own service', () => {
  const paths = [...OPERATIONS_BY_PATH.entries()];
  expect(paths).toHaveLength(15);
  for (const [path, operation] of paths) expect(serviceNameOf(path)).toBe(operation.service);
});

test.each(['/', '/v1/streams', '/putmedia', '/putMedia/', '/getClip.mp4', '/2015-03-31/functions'])(
  '%s is none of KVS',
  (path) => {
    expect(isKvsPath(path)).toBe(false);
  },
);
