import { KvsFootageSource } from '../../cloud/kvs/KvsFootageSource.ts';
import { KvsImageSource } from '../../cloud/kvs/KvsImageSource.ts';
import { KvsPlaybackSessions } from '../../cloud/kvs/KvsPlaybackSessions.ts';
import { KvsStreamDelivery } from '../../cloud/kvs/KvsStreamDelivery.ts';
import { KvsStreamDirectory } from '../../cloud/kvs/KvsStreamDirectory.ts';
import { kvsControlClient } from '../../cloud/kvs/kvsControlClient.ts';
import type { FootageSource } from '../../core/ports/footageSource.ts';
import type { FragmentPages } from '../../core/ports/fragmentPages.ts';
import type { ImageSource } from '../../core/ports/imageSource.ts';
import type { PlaybackSessions } from '../../core/ports/playbackSessions.ts';
import type { StreamDelivery } from '../../core/ports/streamDelivery.ts';
import type { StreamDirectory } from '../../core/ports/streamDirectory.ts';
import type { StreamStore } from '../../core/ports/streamStore.ts';
import { countThrottled } from '../metrics.ts';
import { system } from './system.ts';

/** What everything that reads a stream's footage is made with: its endpoints are kept on the stream's own item. */
const reading = (streams: StreamStore) =>
  [
    kvsControlClient(),
    (streamArn: string, api: string, url: string) => streams.rememberEndpoint(streamArn, api, url),
    system,
    countThrottled,
  ] as const;

export const footageSource = (streams: StreamStore): FootageSource & FragmentPages =>
  new KvsFootageSource(...reading(streams));

export const playbackSessions = (streams: StreamStore): PlaybackSessions =>
  new KvsPlaybackSessions(...reading(streams));

export const imageSource = (streams: StreamStore): ImageSource => new KvsImageSource(...reading(streams));

export const streamDelivery = (): StreamDelivery => new KvsStreamDelivery(kvsControlClient(), system, countThrottled);

export const streamDirectory = (): StreamDirectory =>
  new KvsStreamDirectory(kvsControlClient(), system, countThrottled);
