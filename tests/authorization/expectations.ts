/** A request that names the stream `front`; a token for another stream is refused it before anything is done. */
export interface NamesStream {
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export interface Expectation {
  readonly scope: 'read' | 'export' | 'manage' | 'device' | 'open';
  /**
   * Where a request says which stream it is about. `listed`: the answer is about several, and holds those alone that the
   * token is good for. `found`: what the id stands for says it. `nothing`: it is about no stream.
   */
  readonly stream: NamesStream | 'listed' | 'found' | 'nothing';
}

const IN_PATH: NamesStream = { path: { stream: 'front' } };
const row = (scope: Expectation['scope'], stream: Expectation['stream'] = IN_PATH): Expectation => ({ scope, stream });

const REPORT = { clientID: 'a-1', deviceID: 'cam', streamName: 'front', begTime: '0', endTime: '1000', duration: '1' };
const SPAN = { from: 1_795_262_400_000, to: 1_795_269_600_000 };
const CLIP = 'front~1795269600000~3f1c9a7be0d2';

/**
 * Who may call each route of the API. A new route needs a row here: say who may call it, and how it is found out which
 * stream it is about.
 */
export const EXPECTATIONS: Readonly<Record<string, Expectation>> = {
  'DELETE /v1/exports/{id}': row('export', 'found'),
  'DELETE /v1/jobs/{id}': row('export', 'found'),
  'DELETE /v1/shares/{id}': row('export', 'found'),
  'DELETE /v1/streams/{stream}': row('manage'),
  'GET /v1/changes': row('read', {}),
  'GET /v1/clips/{clipId}': row('read', { path: { clipId: CLIP } }),
  'GET /v1/costs': row('read', {}),
  'GET /v1/detections': row('read', { query: { stream: 'front' } }),
  'GET /v1/events': row('read', { query: { stream: 'front' } }),
  'GET /v1/executions': row('read', {}),
  'GET /v1/executions/{id}': row('read', 'found'),
  'GET /v1/executions/{id}/states': row('read', 'found'),
  'GET /v1/exports': row('read', 'listed'),
  'GET /v1/exports/{id}': row('export', 'found'),
  'GET /v1/health': row('open', 'nothing'),
  'GET /v1/jobs': row('read', 'listed'),
  'GET /v1/jobs/{id}': row('export', 'found'),
  'GET /v1/labels': row('read', 'listed'),
  'GET /v1/machines': row('read', 'nothing'),
  'GET /v1/machines/{machine}': row('read', 'nothing'),
  'GET /v1/segments': row('read', 'listed'),
  'GET /v1/segments/{clientID}/session': row('read', 'found'),
  'GET /v1/shared/{link}': row('open', 'nothing'),
  'GET /v1/shares': row('read', 'listed'),
  'GET /v1/streams': row('read', 'listed'),
  'GET /v1/streams/{stream}': row('read'),
  'GET /v1/streams/{stream}/archive.m3u8': row('read'),
  'GET /v1/streams/{stream}/changes': row('read'),
  'GET /v1/streams/{stream}/fragments': row('read'),
  'GET /v1/streams/{stream}/gaps': row('read'),
  'GET /v1/streams/{stream}/images': row('read'),
  'GET /v1/streams/{stream}/session': row('read'),
  'GET /v1/streams/{stream}/timeline': row('read'),
  'POST /v1/executions/{id}/redrive': row('manage', 'found'),
  'POST /v1/exports': row('export', { body: { stream: 'front', ...SPAN } }),
  'POST /v1/packages': row('export', { body: { stream: 'front', ...SPAN } }),
  'POST /v1/shares': row('export', { body: { stream: 'front', ...SPAN } }),
  'POST /v1/streams/{stream}/backfill': row('manage'),
  'POST /v1/streams/{stream}/clips': row('export'),
  'POST /v1/streams/{stream}/fragments': row('export'),
  'POST /v1/streams/{stream}/images': row('export'),
  'POST /v1/uploads': row('export', 'nothing'),
  'POST /v1/uploads/{id}/complete': row('export', 'found'),
  'PUT /v1/devices/{thing}/segments': row('device', 'nothing'),
  'PUT /v1/segments': row('manage', { body: REPORT }),
  'PUT /v1/streams/{stream}': row('manage'),
};
