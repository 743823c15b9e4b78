import type { AacWireSettings, H264WireSettings, JobSettings, OutputSettings } from './jobs/JobRecord.ts';

/** Observed: the range of AAC-LC's bitrate by rate and mode. For one channel, half of it (assumed). */
const AAC_BITRATES: Readonly<Record<string, readonly [least: number, most: number]>> = {
  'CODING_MODE_2_0 48000': [64_000, 576_000],
  'CODING_MODE_2_0 44100': [64_000, 512_000],
  'CODING_MODE_1_0 48000': [32_000, 288_000],
  'CODING_MODE_1_0 44100': [32_000, 256_000],
};

/**
 * What the service refuses of settings that are right by its model: members that belong together. Observed: the words
 * for an empty list, a missing member, a codec without settings, bitrates that do not go together, and AAC's bitrates;
 * those for CMAF and for captures alone are assumed, their rules documented (user guide, "CMAF output group", "Frame
 * capture").
 */
export function checkSettings({ inputs = [], outputGroups = [] }: JobSettings): readonly string[] {
  const faults: string[] = [];
  if (inputs.length === 0) faults.push('/inputs: Should have at least 1 items');
  if (outputGroups.length === 0) faults.push('/outputGroups: Should have at least 1 items');
  inputs.forEach(({ fileInput }, index) => {
    if (fileInput === undefined) faults.push(`/inputs/${index}: fileInput is a required property`);
  });
  outputGroups.forEach(({ outputGroupSettings: settings, outputs = [] }, index) => {
    const place = `/outputGroups/${index}`;
    if (settings === undefined) faults.push(`${place}: outputGroupSettings is a required property`);
    else if (settings.type === undefined) faults.push(`${place}/outputGroupSettings: type is a required property`);
    if (outputs.length === 0) faults.push(`${place}/outputs: Should have at least 1 items`);
    if (outputs.length > 1 && outputs.some(({ nameModifier = '' }) => nameModifier === ''))
      faults.push(`${place}/outputs: nameModifier is a required property of each of several outputs`);
    const isCmaf = settings?.type === 'CMAF_GROUP_SETTINGS';
    outputs.forEach((output, number) => {
      faults.push(...outputFaults(output, `${place}/outputs/${number}`, isCmaf));
    });
  });
  const all = outputGroups.flatMap(({ outputs = [] }) => outputs);
  if (all.length > 0 && all.every(({ videoDescription: video }) => video?.codecSettings?.codec === 'FRAME_CAPTURE')) {
    faults.push('/outputGroups: A job with frame capture outputs must have another output as well');
  }
  return faults;
}

function outputFaults(output: OutputSettings, place: string, isCmaf: boolean): readonly string[] {
  const { containerSettings, videoDescription: video, audioDescriptions: audio = [] } = output;
  const faults: string[] = [];
  if (containerSettings === undefined) faults.push(`${place}: containerSettings is a required property`);
  if (isCmaf && containerSettings !== undefined && containerSettings.container !== 'CMFC')
    faults.push(`${place}/containerSettings/container: Should be equal to one of the allowed values in ["CMFC"]`);
  if (isCmaf && video !== undefined && audio.length > 0)
    faults.push(`${place}: A CMAF output holds video or audio, not both`);
  if (video === undefined && audio.length === 0)
    faults.push(`${place}: Should match any schema defined in "anyOf": videoDescription, audioDescriptions`);
  if (video !== undefined)
    faults.push(...videoFaults(video, `${place}/videoDescription`, containerSettings?.container));
  audio.forEach(({ codecSettings }, index) => {
    const at = `${place}/audioDescriptions/${index}/codecSettings`;
    if (codecSettings?.codec === 'AAC') faults.push(...aacFaults(codecSettings.aacSettings, at));
  });
  return faults;
}

function videoFaults(
  { codecSettings }: NonNullable<OutputSettings['videoDescription']>,
  place: string,
  container: string | undefined,
): readonly string[] {
  if (codecSettings === undefined) return [`${place}: codecSettings is a required property`];
  const at = `${place}/codecSettings`;
  if (codecSettings.codec === undefined) return [`${at}: codec is a required property`];
  if (Object.keys(codecSettings).length < 2) return [`${at}: Should have at least 2 properties`];
  if (codecSettings.codec === 'FRAME_CAPTURE' && container !== undefined && container !== 'RAW')
    return [`${place}: Frame capture goes with the container RAW alone`];
  if (codecSettings.h264Settings !== undefined) return h264Faults(codecSettings.h264Settings, `${at}/h264Settings`);
  return [];
}

const INCOMPATIBLE =
  "Your job contains values for the following settings that are incompatible: Rate control mode, Bitrate, and Max bitrate. Adjust your settings and resubmit your job. Some valid combinations of settings are these: Set Rate control mode to QVBR, specify a value for Max bitrate, and don't specify a value for Bitrate. Or, set Rate control mode to CBR, specify a value for Bitrate, and don't specify a value for Max bitrate.";

function h264Faults(settings: H264WireSettings, place: string): readonly string[] {
  const { rateControlMode = 'VBR', bitrate, maxBitrate, qualityTuningLevel = 'SINGLE_PASS' } = settings;
  const faults: string[] = [];
  if (rateControlMode === 'QVBR') {
    if (bitrate !== undefined) faults.push(`${place}: ${INCOMPATIBLE}`);
    else if (maxBitrate === undefined) faults.push(`${place}: maxBitrate is a required property`);
    if (qualityTuningLevel === 'SINGLE_PASS')
      faults.push(
        `${place}/qualityTuningLevel: Should be equal to one of the allowed values in ["SINGLE_PASS_HQ","MULTI_PASS_HQ"]`,
      );
  } else if (rateControlMode === 'CBR' && maxBitrate !== undefined) faults.push(`${place}: ${INCOMPATIBLE}`);
  else if (bitrate === undefined) faults.push(`${place}: bitrate is a required property`);
  if (settings.framerateControl === 'SPECIFIED') {
    for (const member of ['framerateNumerator', 'framerateDenominator'] as const) {
      if (settings[member] === undefined) faults.push(`${place}: ${member} is a required property`);
    }
  }
  return faults;
}

function aacFaults(settings: AacWireSettings | undefined, place: string): readonly string[] {
  if (settings === undefined) return [`${place}: Should have at least 2 properties`];
  const at = `${place}/aacSettings`;
  const { sampleRate, codingMode, bitrate, codecProfile = 'LC' } = settings;
  const missing = (['sampleRate', 'codingMode'] as const).filter((member) => settings[member] === undefined);
  if (missing.length > 0) return missing.map((member) => `${at}: ${member} is a required property`);
  const range = codecProfile === 'LC' ? AAC_BITRATES[`${codingMode} ${sampleRate}`] : undefined;
  if (bitrate === undefined || range === undefined || (bitrate >= range[0] && bitrate <= range[1])) return [];
  return [
    `${at}/bitrate: You specified a value for Bitrate that is not valid with the combination of Profile ${codecProfile}, Coding mode ${codingMode}, and Sample rate ${sampleRate} you selected. Specify a bitrate in the range of ${range[0]}-${range[1]}, and resubmit your job For a list of supported bitrates, see: https://docs.aws.amazon.com/mediaconvert/latest/ug/aac-support.html`,
  ];
}
