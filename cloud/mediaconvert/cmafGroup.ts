import type { Output, OutputGroup } from '@aws-sdk/client-mediaconvert';
import type { AudioPlan, TranscodePlan } from '../../core/packages/transcode/TranscodePlan.ts';
import { AUDIO_MODIFIER, rungModifier } from '../../core/packages/transcode/transcodePlaces.ts';
import { AUDIO_SOURCE, urlOf } from './jobRequest.ts';
import { videoDescription } from './videoDescription.ts';

/** Renditions of the sound that belong together; there is one. */
const AUDIO_GROUP = 'audio';

/** The ladder as CMAF with playlists of HLS. A CMAF output holds video or audio, never both (documented). */
export function cmafGroup(plan: TranscodePlan): OutputGroup {
  const { sprite } = plan.pictures;
  return {
    Name: 'ladder',
    OutputGroupSettings: {
      Type: 'CMAF_GROUP_SETTINGS',
      CmafGroupSettings: {
        Destination: urlOf(plan, plan.base),
        SegmentControl: 'SEGMENTED_FILES',
        SegmentLength: plan.segmentSeconds,
        // At 29.97 frames a second no group of pictures lasts whole seconds.
        SegmentLengthControl: 'GOP_MULTIPLE',
        FragmentLength: plan.gopSeconds,
        ManifestDurationFormat: 'FLOATING_POINT',
        TargetDurationCompatibilityMode: 'SPEC_COMPLIANT',
        StreamInfResolution: 'INCLUDE',
        CodecSpecification: 'RFC_6381',
        WriteHlsManifest: 'ENABLED',
        WriteDashManifest: 'DISABLED',
        ImageBasedTrickPlay: 'ADVANCED',
        ImageBasedTrickPlaySettings: {
          IntervalCadence: 'FOLLOW_CUSTOM',
          ThumbnailInterval: sprite.everySeconds,
          ThumbnailWidth: sprite.width,
          ThumbnailHeight: sprite.height,
          TileWidth: sprite.columns,
          TileHeight: sprite.rows,
        },
      },
    },
    Outputs: [
      ...plan.rungs.map(
        (rung): Output => ({
          NameModifier: rungModifier(rung.name),
          ContainerSettings: {
            Container: 'CMFC',
            ...(plan.audio === undefined ? {} : { CmfcSettings: { AudioRenditionSets: AUDIO_GROUP } }),
          },
          VideoDescription: videoDescription(plan, rung),
        }),
      ),
      ...(plan.audio === undefined ? [] : [audioOutput(plan.audio)]),
    ],
  };
}

function audioOutput({ bitrate, channels, sampleRate }: AudioPlan): Output {
  return {
    NameModifier: AUDIO_MODIFIER,
    ContainerSettings: {
      Container: 'CMFC',
      CmfcSettings: { AudioGroupId: AUDIO_GROUP, AudioTrackType: 'ALTERNATE_AUDIO_AUTO_SELECT_DEFAULT' },
    },
    AudioDescriptions: [
      {
        AudioSourceName: AUDIO_SOURCE,
        CodecSettings: {
          Codec: 'AAC',
          AacSettings: {
            Bitrate: bitrate,
            CodecProfile: 'LC',
            CodingMode: channels === 1 ? 'CODING_MODE_1_0' : 'CODING_MODE_2_0',
            RateControlMode: 'CBR',
            SampleRate: sampleRate,
          },
        },
      },
    ],
  };
}
