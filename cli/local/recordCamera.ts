import { isArchiverError } from '../../core/errors.ts';
import type { System } from '../../core/system.ts';
import type { ProducerEvent } from '../../device/putMedia/ProducerEvent.ts';
import { startCamera } from '../../device/startCamera.ts';
import { ApiClient } from '../connection/ApiClient.ts';
import type { Installation } from '../connection/Installation.ts';
import type { LiveLine } from '../live/LiveView.ts';
import { formatClock } from '../terminal/formatClock.ts';
import type { CameraKind } from './checkCameraFile.ts';
import type { EmbeddedInstallation } from './installationOf.ts';

export const TEST_STREAM = 'test-camera';

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
  const onEvent = (event: ProducerEvent) => {
    if (event.kind === 'connected') enrolling ??= enrol(installation, tell);
    if (event.kind === 'dropped') tell('camera', `${TEST_STREAM}  a fragment is lost: ${event.reason}`);
    if (event.kind === 'refused') tell('camera', `${TEST_STREAM}  KVS refused a fragment: ${event.errorCode}`);
    if (event.kind === 'disconnected') tell('camera', `${TEST_STREAM}  disconnected: ${event.reason}`);
  };
  try {
    const { endpoint, region } = installation;
    const credentials = await installation.keys();
    const camera = await startCamera({
      kind,
      streamName: TEST_STREAM,
      endpoint,
      region,
      credentials,
      system,
      signal,
      onEvent,
    });
    for (const notice of camera.notices) tell('notice', notice);
    tell('camera', `${TEST_STREAM}  recording: ${camera.description}`);
    await camera.done;
  } catch (error) {
    tell('camera', `${TEST_STREAM}  the camera has stopped: ${error instanceof Error ? error.message : String(error)}`);
  } finally {
    await enrolling;
  }
}

/** Enrols the stream with all that is in its retention, unless its owner has settings for it already. */
async function enrol(installation: Installation, tell: (type: string, text: string) => void): Promise<void> {
  const api = new ApiClient(installation);
  const path = `/streams/${TEST_STREAM}`;
  try {
    await api.call('GET', path);
  } catch (error) {
    if (!isArchiverError(error, 'NotFound'))
      return tell('failure', `${TEST_STREAM}  is not enrolled: ${String(error)}`);
    try {
      await api.call('PUT', path, { since: 'retention' });
    } catch (refusal) {
      tell('failure', `${TEST_STREAM}  could not be enrolled: ${String(refusal)}`);
    }
  }
}
