import { createStream } from './createStream.ts';
import { deleteStream } from './deleteStream.ts';
import { describeImageGenerationConfiguration } from './describeImageGenerationConfiguration.ts';
import { describeNotificationConfiguration } from './describeNotificationConfiguration.ts';
import { describeStream } from './describeStream.ts';
import { getClip } from './getClip.ts';
import { getDASHStreamingSessionURL } from './getDASHStreamingSessionURL.ts';
import { getDataEndpoint } from './getDataEndpoint.ts';
import { getHLSStreamingSessionURL } from './getHLSStreamingSessionURL.ts';
import { getImages } from './getImages.ts';
import { getMedia } from './getMedia.ts';
import { getMediaForFragmentList } from './getMediaForFragmentList.ts';
import { listFragments } from './listFragments.ts';
import { listStreams } from './listStreams.ts';
import { listTagsForStream } from './listTagsForStream.ts';
import type { Operation } from './Operation.ts';
import { putMedia } from './putMedia.ts';
import { tagStream } from './tagStream.ts';
import { untagStream } from './untagStream.ts';
import { updateDataRetention } from './updateDataRetention.ts';
import { updateImageGenerationConfiguration } from './updateImageGenerationConfiguration.ts';
import { updateNotificationConfiguration } from './updateNotificationConfiguration.ts';
import { updateStream } from './updateStream.ts';

const OPERATIONS: readonly Operation[] = [
  createStream,
  deleteStream,
  describeImageGenerationConfiguration,
  describeNotificationConfiguration,
  describeStream,
  getClip,
  getDASHStreamingSessionURL,
  getDataEndpoint,
  getHLSStreamingSessionURL,
  getImages,
  getMedia,
  getMediaForFragmentList,
  listFragments,
  listStreams,
  listTagsForStream,
  putMedia,
  tagStream,
  untagStream,
  updateDataRetention,
  updateImageGenerationConfiguration,
  updateNotificationConfiguration,
  updateStream,
];

/** What is answered, by path. */
export const OPERATIONS_BY_PATH: ReadonlyMap<string, Operation> = new Map(
  OPERATIONS.map((operation) => [operation.path, operation]),
);
