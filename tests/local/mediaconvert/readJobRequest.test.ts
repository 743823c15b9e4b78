import type { CreateJobRequest } from '@aws-sdk/client-mediaconvert';
import * as sdk from '@aws-sdk/client-mediaconvert';
import { jobRequest } from '../../../cloud/mediaconvert/jobRequest.ts';
import { planTranscode } from '../../../core/packages/transcode/planTranscode.ts';
import { jobModel } from '../../../local/mediaconvert/model/readModel.ts';
import { readJobRequest } from '../../../local/mediaconvert/readJobRequest.ts';
import { PROBE, ROLE_ARN } from './startMediaConvert.ts';
import { wireBody } from './wireBody.ts';

const plan = planTranscode({
  packageId: 'package-1',
  bucket: 'delivery',
  originals: ['packages/package-1/original.mp4'],
  probe: { ...PROBE, audio: { codec: 'aac', sampleRate: 48_000, channels: 2 } },
  segmentSeconds: 6,
});
const right = (): CreateJobRequest => jobRequest(plan, { roleArn: ROLE_ARN, queueArn: '' });

/** What is changed, by the names on the wire. */
interface WireBody {
  role?: unknown;
  settings?: unknown;
  clientRequestToken?: unknown;
}
interface WireSettings {
  inputs: { fileInput?: string }[];
  outputGroups: { outputs: WireOutput[] }[];
}
interface WireOutput {
  containerSettings?: unknown;
  videoDescription: { width: number; codecSettings: { codec: string; h264Settings?: Settings } };
  audioDescriptions?: undefined | { codecSettings: { aacSettings: Settings } }[];
}
type Settings = Record<string, unknown>;
type Change = (body: WireBody) => unknown;

const settingsOf = (body: WireBody): WireSettings => body.settings as WireSettings;
function outputOf(body: WireBody, number: number): WireOutput {
  const output = settingsOf(body).outputGroups[0]?.outputs[number];
  if (output === undefined) throw new Error(`no output ${number}`);
  return output;
}

/** A copy of the wire's body with one thing changed. */
async function changed(change: Change): Promise<string> {
  const body = await wireBody(right());
  change(body);
  return JSON.stringify(body);
}

test('what we ask for is right by the service’s own model and rules', async () => {
  const body = await wireBody(right());
  expect(readJobRequest(JSON.stringify(body))).toEqual(body);
});

const H264 = '/outputGroups/0/outputs/0/videoDescription/codecSettings/h264Settings';
const AAC = '/outputGroups/0/outputs/1/audioDescriptions/0/codecSettings/aacSettings';
const h264 = (body: WireBody): Settings => outputOf(body, 0).videoDescription.codecSettings.h264Settings ?? {};
const aac = (body: WireBody): Settings => outputOf(body, 1).audioDescriptions?.[0]?.codecSettings.aacSettings ?? {};

test.each<[string, Change, string]>([
  ['no role', (body) => delete body.role, ': role is a required property'],
  ['no settings', (body) => delete body.settings, ': settings is a required property'],
  ['no inputs', (body) => (settingsOf(body).inputs = []), '/inputs: Should have at least 1 items'],
  [
    'an input of no kind',
    (body) => (settingsOf(body).inputs = [{ fileInput: 'ftp://x' }]),
    '/inputs/0/fileInput: Should match pattern',
  ],
  ['no groups', (body) => (settingsOf(body).outputGroups = []), '/outputGroups: Should have at least 1 items'],
  [
    'no outputs',
    (body) => (settingsOf(body).outputGroups = [{ ...settingsOf(body).outputGroups[0], outputs: [] }]),
    '/outputGroups/0/outputs: Should have at least 1 items',
  ],
  [
    'no container',
    (body) => delete outputOf(body, 0).containerSettings,
    '/outputGroups/0/outputs/0: containerSettings is a required property',
  ],
  [
    'a codec without settings',
    (body) => (outputOf(body, 0).videoDescription.codecSettings = { codec: 'VP9' }),
    '/outputGroups/0/outputs/0/videoDescription/codecSettings: Should have at least 2 properties',
  ],
  [
    'a value that is none',
    (body) => (h264(body).codecProfile = 'BEST'),
    `${H264}/codecProfile: Should be equal to one of the allowed values in ["BASELINE","HIGH","HIGH_10BIT","HIGH_422","HIGH_422_10BIT","MAIN"]`,
  ],
  [
    'too wide',
    (body) => (outputOf(body, 0).videoDescription.width = 9000),
    '/outputGroups/0/outputs/0/videoDescription/width: Should be less than or equal to 8192',
  ],
  ['a text for a number', (body) => (h264(body).maxBitrate = '6M'), `${H264}/maxBitrate: Should be integer`],
  [
    'QVBR with a bitrate',
    (body) => (h264(body).bitrate = 1_000_000),
    'settings that are incompatible: Rate control mode, Bitrate, and Max bitrate',
  ],
  ['QVBR without a limit', (body) => delete h264(body).maxBitrate, `${H264}: maxBitrate is a required property`],
  [
    'QVBR in one quick pass',
    (body) => (h264(body).qualityTuningLevel = 'SINGLE_PASS'),
    `${H264}/qualityTuningLevel: Should be equal`,
  ],
  ['AAC without a rate', (body) => delete aac(body).sampleRate, `${AAC}: sampleRate is a required property`],
  ['AAC of too few bits', (body) => (aac(body).bitrate = 32_000), 'Specify a bitrate in the range of 64000-576000'],
  [
    'picture and sound in one CMAF output',
    (body) => (outputOf(body, 0).audioDescriptions = outputOf(body, 1).audioDescriptions),
    'video or audio, not both',
  ],
  [
    'pictures alone',
    (body) => settingsOf(body).outputGroups.shift(),
    'A job with frame capture outputs must have another output',
  ],
  ['a token that is too long', (body) => (body.clientRequestToken = 'x'.repeat(65)), '/clientRequestToken'],
])('%s is refused, with its place', async (_name, change, message) => {
  const body = await changed(change);
  expect(() => readJobRequest(body)).toThrow(
    expect.objectContaining({ name: 'BadRequestException', message: expect.stringContaining(message) }),
  );
});

test('everything that is wrong is told at once', async () => {
  const body = await changed((each) => {
    h264(each).maxBitrate = 1;
    aac(each).sampleRate = 1;
  });
  expect(() => readJobRequest(body)).toThrow(
    `${H264}/maxBitrate: Should be greater than or equal to 1000 | ${AAC}/sampleRate: Should be greater than or equal to 8000`,
  );
});

test.each(['', 'null', '[]', '{"role"', '{"settings":[],"role":1}'])('%j is refused', (body) => {
  expect(() => readJobRequest(body)).toThrow(expect.objectContaining({ name: 'BadRequestException' }));
});

test('the model that requests are held against is the one of the SDK that is installed', () => {
  const schemas = sdk as unknown as Readonly<Record<string, readonly unknown[] | undefined>>;
  const { structures } = jobModel();
  const lower = (name: string): string => name.toLowerCase();
  const missing = Object.entries(structures).flatMap(([name, members]) => {
    const known = schemas[`${name}$`]?.[4] as readonly string[] | undefined;
    if (known === undefined) return [];
    const ours = new Set(Object.keys(members).map(lower));
    return known.filter((member) => !ours.has(lower(member))).map((member) => `${name}.${member}`);
  });
  expect(missing).toEqual([]);
  expect(Object.keys(structures).length).toBeGreaterThan(150);
});
