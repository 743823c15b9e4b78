import { isKvsPath, isSessionPath, SESSION_PATHS, serviceNameOf } from '../../../local/kvs/kvsPaths.ts';
import { OPERATIONS_BY_PATH } from '../../../local/kvs/operations/table.ts';
import { ACTIONS_BY_PATH } from '../../../local/kvs/sessions/actions/table.ts';

test('every operation is at a path of its own service', () => {
  const paths = [...OPERATIONS_BY_PATH.entries()];
  expect(paths).toHaveLength(22);
  for (const [path, operation] of paths) expect(serviceNameOf(path)).toBe(operation.service);
});

test.each(['/', '/v1/streams', '/putmedia', '/putMedia/', '/getClip.mp4', '/2015-03-31/functions'])(
  '%s is none of KVS',
  (path) => {
    expect(isKvsPath(path)).toBe(false);
  },
);

test('what players fetch is of the archived media, and open to whoever has a token', () => {
  expect([...ACTIONS_BY_PATH.keys()].sort()).toEqual([...SESSION_PATHS]);
  for (const path of SESSION_PATHS) {
    expect([isKvsPath(path), isSessionPath(path), serviceNameOf(path)]).toEqual([
      true,
      true,
      'kinesis-video-archived-media',
    ]);
  }
  expect(isSessionPath('/getHLSStreamingSessionURL')).toBe(false);
});
