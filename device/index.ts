/**
 * The camera side as a library: a producer for Kinesis Video Streams' PutMedia.
 *
 * ```ts
 * const source = await FileSource.open({ location: './garden.mp4', speed: 'max', loop: false, system: realSystem });
 * const meter = new ProducerMeter(realSystem.clock);
 * const summary = await runProducer({
 *   source,
 *   streamName: 'front-door',
 *   region: 'eu-west-1',
 *   spool: { folder: '/var/lib/camera', maxBytes: 2_000_000_000 },
 *   system: realSystem,
 *   onEvent: (event) => meter.take(event),
 * });
 * ```
 *
 * A camera of one's own implements `Source`: tracks with their CodecPrivate, and frames in decoding order with times in
 * epoch milliseconds, payloads length-prefixed.
 */
export { realSystem } from '../cloud/system/realSystem.ts';
export { ArchiverError, type ErrorKind, isArchiverError } from '../core/errors.ts';
export type { Track } from '../core/matroska/Track.ts';
export type { Clock, Random, System } from '../core/system.ts';
export type { CredentialProvider, ExpiringCredentials } from './credentials/CredentialProvider.ts';
export { type DeviceCredentials, openIotCredentials } from './credentials/openIotCredentials.ts';
export type { DeviceEvent } from './events/DeviceEvent.ts';
export { EventInbox } from './events/EventInbox.ts';
export type { FragmentEvents } from './events/FragmentEvents.ts';
export type { EncodedFrame } from './media/EncodedFrame.ts';
export { DEFAULT_FRAGMENT_LIMITS, type FragmentLimits } from './media/FragmentLimits.ts';
export type { OutgoingFragment } from './media/OutgoingFragment.ts';
export type { Source } from './media/Source.ts';
export type { SendOrder } from './putMedia/Lane.ts';
export type { OnProducerEvent, ProducerEvent } from './putMedia/ProducerEvent.ts';
export { DEFAULT_PRODUCER_SETTINGS, type ProducerSettings } from './putMedia/ProducerSettings.ts';
export type { ProducerSummary } from './putMedia/ProducerSummary.ts';
export { type ProducerOptions, runProducer, type SpoolFolder } from './putMedia/runProducer.ts';
export type { Credentials } from './putMedia/signPutMedia.ts';
export { isCamera, openCamera } from './sources/command/openCamera.ts';
export { FileSource } from './sources/FileSource.ts';
export { openPipe } from './sources/pipe/openPipe.ts';
export type { EventSpan } from './spool/PreRoll.ts';
export type { SpoolFiles } from './spool/SpoolFiles.ts';
export { type Camera, type CameraOptions, startCamera } from './startCamera.ts';
export { ProducerMeter } from './status/ProducerMeter.ts';
export type { ProducerStatus } from './status/ProducerStatus.ts';
