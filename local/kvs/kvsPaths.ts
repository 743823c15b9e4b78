import type { KvsServiceName } from './operations/Operation.ts';

export const MEDIA_PATHS: ReadonlySet<string> = new Set(['/putMedia', '/getMedia']);
export const ARCHIVED_MEDIA_PATHS: ReadonlySet<string> = new Set([
  '/getClip',
  '/getDASHStreamingSessionURL',
  '/getHLSStreamingSessionURL',
  '/getImages',
  '/getMediaForFragmentList',
  '/listFragments',
]);
/** All other paths of the model kinesisvideo 2017-09-30. */
export const CONTROL_PATHS: ReadonlySet<string> = new Set([
  '/createSignalingChannel',
  '/createStream',
  '/deleteEdgeConfiguration',
  '/deleteSignalingChannel',
  '/deleteStream',
  '/describeEdgeConfiguration',
  '/describeImageGenerationConfiguration',
  '/describeMappedResourceConfiguration',
  '/describeMediaStorageConfiguration',
  '/describeNotificationConfiguration',
  '/describeSignalingChannel',
  '/describeStream',
  '/describeStreamStorageConfiguration',
  '/getDataEndpoint',
  '/getSignalingChannelEndpoint',
  '/listEdgeAgentConfigurations',
  '/listSignalingChannels',
  '/listStreams',
  '/listTagsForStream',
  '/startEdgeConfigurationUpdate',
  '/tagStream',
  '/untagStream',
  '/updateDataRetention',
  '/updateImageGenerationConfiguration',
  '/updateMediaStorageConfiguration',
  '/updateNotificationConfiguration',
  '/updateSignalingChannel',
  '/updateStream',
  '/updateStreamStorageConfiguration',
]);

/** What players fetch of a streaming session, with GET and no signature: its token stands in the query. */
export const SESSION_PATHS: ReadonlySet<string> = new Set([
  '/dash/v1/getDASHManifest.mpd',
  '/dash/v1/getMP4InitFragment.mp4',
  '/dash/v1/getMP4MediaFragment.mp4',
  '/hls/v1/getHLSMasterPlaylist.m3u8',
  '/hls/v1/getHLSMediaPlaylist.m3u8',
  '/hls/v1/getMP4InitFragment.mp4',
  '/hls/v1/getMP4MediaFragment.mp4',
  '/hls/v1/getTSFragment.ts',
]);

/** The service that a path (without its query) belongs to, by the name of its SDK client; undefined for others. */
export function serviceNameOf(path: string): KvsServiceName | undefined {
  if (MEDIA_PATHS.has(path)) return 'kinesis-video-media';
  if (ARCHIVED_MEDIA_PATHS.has(path) || SESSION_PATHS.has(path)) return 'kinesis-video-archived-media';
  return CONTROL_PATHS.has(path) ? 'kinesis-video' : undefined;
}

/** Whether a path (without its query) is one of Kinesis Video Streams. */
export function isKvsPath(path: string): boolean {
  return serviceNameOf(path) !== undefined;
}

/** Whether what a path names is open to whoever has its token. */
export function isSessionPath(path: string): boolean {
  return SESSION_PATHS.has(path);
}
