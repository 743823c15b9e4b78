import { isArchiverError } from '../../core/errors.ts';
import type { System } from '../../core/system.ts';
import { EventInbox } from '../../device/events/EventInbox.ts';
import { everyInterval } from '../../device/events/triggers/everyInterval.ts';
import type { ProducerEvent } from '../../device/putMedia/ProducerEvent.ts';
import { startCamera } from '../../device/startCamera.ts';
import { ApiClient } from '../connection/ApiClient.ts';
import type { Installation } from '../connection/Installation.ts';
import type { LiveLine } from '../live/LiveView.ts';
import { formatClock } from '../terminal/formatClock.ts';
import type { CameraKind } from './checkCameraFile.ts';
import type { EmbeddedInstallation } from './installationOf.ts';

export const TEST_STREAM = 'test-camera';

/** Something happens before the camera so often, that is while a car stands there too: an image is made of it, and it is announced. */
const EVENT_EVERY_MS = 10_000;
/** What the stream of the test camera has from the beginning; its owner may change it. */
const SETTINGS = { since: 'retention', images: { width: 640 }, notifications: {} } as const;

export interface RecordOptions {
  readonly camera: CameraKind;
  readonly installation: EmbeddedInstallation;
  readonly system: System;
  /** Stops the camera; its last fragment is finished first. */
  readonly signal: AbortSignal;
  readonly say: (line: LiveLine) => void;
}

/** Lets the camera record until the signal, and enrols its stream. A camera that fails does not stop the stack. */
export async function recordCamera(options: RecordOptions): Promise<void> {
  const { camera: kind, installation, system, signal, say } = options;
  const tell = (type: string, text: string) => say({ type, text: `${formatClock(system.clock.now())}  ${text}` });
  let enrolling: Promise<void> | undefined;
  let happening: Promise<void> | undefined;
  const over = new AbortController();
  const onEvent = (event: ProducerEvent) => {
    if (event.kind === 'connected') enrolling ??= enrol(installation, tell);
    if (event.kind === 'dropped') tell('camera', `${TEST_STREAM}  a fragment is lost: ${event.reason}`);
    if (event.kind === 'refused') tell('camera', `${TEST_STREAM}  KVS refused a fragment: ${event.errorCode}`);
    if (event.kind === 'disconnected') tell('camera', `${TEST_STREAM}  disconnected: ${event.reason}`);
  };
  try {
    const { endpoint, region } = installation;
    const credentials = await installation.keys();
    const events = new EventInbox();
    const happens = () => {
      // One that no fragment has taken yet is enough, however long the stack is out of reach.
      if (events.waiting === 0) events.raise({ image: true, notify: true, metadata: { source: 'demo' } });
    };
    const camera = await startCamera({
      kind,
      streamName: TEST_STREAM,
      endpoint,
      region,
      credentials,
      system,
      signal,
      onEvent,
      events,
    });
    happening = everyInterval(EVENT_EVERY_MS, happens, system.clock, AbortSignal.any([signal, over.signal]));
    for (const notice of camera.notices) tell('notice', notice);
    tell('camera', `${TEST_STREAM}  recording: ${camera.description}`);
    await camera.done;
  } catch (error) {
    tell('camera', `${TEST_STREAM}  the camera has stopped: ${error instanceof Error ? error.message : String(error)}`);
  } finally {
    over.abort();
    await happening;
    await enrolling;
  }
}

/** Enrols the stream with all that is in its retention, unless its owner has settings for it already. */
async function enrol(installation: Installation, tell: (type: string, text: string) => void): Promise<void> {
  const api = new ApiClient(installation);
  const params = { path: { stream: TEST_STREAM } };
  try {
    await api.get('/streams/{stream}', { params });
  } catch (error) {
    if (!isArchiverError(error, 'NotFound'))
      return tell('failure', `${TEST_STREAM}  is not enrolled: ${String(error)}`);
    try {
      await api.put('/streams/{stream}', { params, body: SETTINGS });
    } catch (refusal) {
      tell('failure', `${TEST_STREAM}  could not be enrolled: ${String(refusal)}`);
    }
  }
}
