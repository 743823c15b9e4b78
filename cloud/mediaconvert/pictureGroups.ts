import type { OutputGroup } from '@aws-sdk/client-mediaconvert';
import type { PicturePlan } from '../../core/packages/transcode/planPictures.ts';
import type { TranscodePlan } from '../../core/packages/transcode/TranscodePlan.ts';
import { PICTURE_NAME, posterPrefix, thumbnailPrefix } from '../../core/packages/transcode/transcodePlaces.ts';
import { urlOf } from './jobRequest.ts';
import { deinterlaced } from './videoDescription.ts';

/** Of JPEG, 1 to 100. */
const QUALITY = 80;

/** The poster, and the numbered pictures: files of their own, captured from the picture in two sizes. */
export function pictureGroups(plan: TranscodePlan): readonly OutputGroup[] {
  const { poster, thumbnails } = plan.pictures;
  return [
    captures(plan, 'poster', posterPrefix(plan.packageId), poster),
    captures(plan, 'thumbnails', thumbnailPrefix(plan.packageId), thumbnails),
  ];
}

function captures(
  plan: TranscodePlan,
  name: string,
  prefix: string,
  { everySeconds, most, width, height }: PicturePlan['poster'],
): OutputGroup {
  return {
    Name: name,
    OutputGroupSettings: {
      Type: 'FILE_GROUP_SETTINGS',
      FileGroupSettings: { Destination: urlOf(plan, `${prefix}${PICTURE_NAME}`) },
    },
    Outputs: [
      {
        ContainerSettings: { Container: 'RAW' },
        VideoDescription: {
          Width: width,
          Height: height,
          ScalingBehavior: 'STRETCH_TO_OUTPUT',
          ...deinterlaced(plan),
          CodecSettings: {
            Codec: 'FRAME_CAPTURE',
            FrameCaptureSettings: {
              FramerateNumerator: 1,
              FramerateDenominator: everySeconds,
              MaxCaptures: most,
              Quality: QUALITY,
            },
          },
        },
      },
    ],
  };
}
