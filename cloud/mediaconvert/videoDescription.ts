import type { H264Settings, VideoDescription } from '@aws-sdk/client-mediaconvert';
import type { Rung } from '../../core/packages/transcode/planLadder.ts';
import type { TranscodePlan } from '../../core/packages/transcode/TranscodePlan.ts';

/** From so many lines on, every player knows the High profile. */
const HIGH_PROFILE_LINES = 480;

/** A rendition in H.264, which every player plays. */
export function videoDescription(plan: TranscodePlan, { width, height, maxBitrate, quality }: Rung): VideoDescription {
  return {
    Width: width,
    Height: height,
    // Of the source's own shape but for a rounded line: no bars.
    ScalingBehavior: 'STRETCH_TO_OUTPUT',
    ...deinterlaced(plan),
    CodecSettings: {
      Codec: 'H_264',
      H264Settings: {
        RateControlMode: 'QVBR',
        // Documented: QVBR goes with these two only, and several passes are of the professional tier.
        QualityTuningLevel: 'SINGLE_PASS_HQ',
        MaxBitrate: maxBitrate,
        QvbrSettings: { QvbrQualityLevel: quality },
        CodecProfile: Math.min(width, height) >= HIGH_PROFILE_LINES ? 'HIGH' : 'MAIN',
        CodecLevel: 'AUTO',
        GopSizeUnits: 'SECONDS',
        GopSize: plan.gopSeconds,
        GopClosedCadence: 1,
        // A key frame where the picture changes would make groups that do not begin together.
        SceneChangeDetect: 'DISABLED',
        InterlaceMode: 'PROGRESSIVE',
        ParControl: 'SPECIFIED',
        ParNumerator: 1,
        ParDenominator: 1,
        ...frameRateOf(plan),
      },
    },
  };
}

export function deinterlaced({ deinterlace }: TranscodePlan): Pick<VideoDescription, 'VideoPreprocessors'> {
  if (!deinterlace) return {};
  return {
    VideoPreprocessors: { Deinterlacer: { Mode: 'DEINTERLACE', Algorithm: 'INTERPOLATE', Control: 'NORMAL' } },
  };
}

function frameRateOf({ frameRate }: TranscodePlan): H264Settings {
  if (frameRate === 'source') return { FramerateControl: 'INITIALIZE_FROM_SOURCE' };
  return {
    FramerateControl: 'SPECIFIED',
    FramerateConversionAlgorithm: 'DUPLICATE_DROP',
    FramerateNumerator: frameRate.numerator,
    FramerateDenominator: frameRate.denominator,
  };
}
