import { isArchiverError } from '../core/errors.ts';
import type { System } from '../core/system.ts';
import { openStandIn } from './camera/openStandIn.ts';
import { TestCamera, type TestCameraSettings } from './camera/TestCamera.ts';
import type { FragmentEvents } from './events/FragmentEvents.ts';
import type { Source } from './media/Source.ts';
import type { OnProducerEvent } from './putMedia/ProducerEvent.ts';
import type { ProducerSettings } from './putMedia/ProducerSettings.ts';
import type { ProducerSummary } from './putMedia/ProducerSummary.ts';
import { runProducer } from './putMedia/runProducer.ts';
import type { Credentials } from './putMedia/signPutMedia.ts';
import { FileSource } from './sources/FileSource.ts';

/** A camera for the embedded stack. */
export interface CameraOptions {
  /** The built-in test camera, or a file (path or http(s) URL) that is played round and round at its own speed. */
  readonly kind: 'test' | { readonly path: string };
  /** Created with a day's retention where it does not exist. */
  readonly streamName: string;
  /** Of the control plane. */
  readonly endpoint: string;
  readonly region: string;
  /** As the AWS SDK finds them where not given. */
  readonly credentials?: Credentials;
  readonly testCamera?: Partial<TestCameraSettings>;
  readonly settings?: Partial<ProducerSettings>;
  readonly system: System;
  readonly onEvent?: OnProducerEvent;
  /** What happens before the camera: marks of its fragments. */
  readonly events?: FragmentEvents;
  /** Stops the camera; its last fragment is finished and waited for. */
  readonly signal: AbortSignal;
}

/** A running camera. */
export interface Camera {
  /** One line for people: what is being recorded. */
  readonly description: string;
  /** What people should be told: a clip that stands in for the test camera, tracks that are left out. */
  readonly notices: readonly string[];
  /** Resolves when the camera has stopped; rejects with an ArchiverError when it cannot go on. To be awaited. */
  readonly done: Promise<ProducerSummary>;
}

const RETENTION_HOURS = 24;

/**
 * Opens a camera and begins to send.
 * @throws ArchiverError when the file cannot be used; says what to do.
 */
export async function startCamera(options: CameraOptions): Promise<Camera> {
  const { source, description, notices } = await open(options);
  const done = runProducer({ ...options, source, createStream: { retentionHours: RETENTION_HOURS } });
  // Whoever awaits `done` hears of a failure; until then it is not an unhandled one.
  done.catch(() => undefined);
  return { description, notices, done };
}

interface OpenCamera {
  readonly source: Source;
  readonly description: string;
  readonly notices: readonly string[];
}

async function open({ kind, streamName, system, testCamera }: CameraOptions): Promise<OpenCamera> {
  if (kind !== 'test') {
    const source = await FileSource.open({ location: kind.path, system, speed: 'real-time', loop: true });
    return { source, description: `${source.description}, played in a loop`, notices: source.notices };
  }
  try {
    const source = await TestCamera.open({
      streamName,
      system,
      ...(testCamera === undefined ? {} : { settings: testCamera }),
    });
    const { width, height, framesPerSecond } = source.settings;
    return { source, description: `test camera, H.264 ${width}x${height} at ${framesPerSecond} fps`, notices: [] };
  } catch (error) {
    if (!isArchiverError(error, 'UnsupportedMedia')) throw error;
    const source = await openStandIn(system);
    const notice = `${error.message}: a short recorded clip stands in for the test camera, in a loop`;
    return { source, description: `stand-in clip, ${source.description}`, notices: [notice] };
  }
}
