/** What one unit costs, in US dollars, and where the figure is from. */
export interface Price {
  readonly dollars: number;
  readonly per: string;
  readonly source: string;
  /** False where the figure comes from others than AWS, or from memory: look it up before relying on it. */
  readonly verified: boolean;
}

/** When the figures were put together. */
export const PRICES_DATE = '2026-11-21';
export const PRICES_REGION = 'us-east-1';

const kvsPage = 'https://aws.amazon.com/kinesis/video-streams/pricing/ (a transcription of 2026-10-07)';
const lambdaPage = 'https://aws.amazon.com/lambda/pricing/';
const statesPage = 'https://aws.amazon.com/step-functions/pricing/';
const dynamoNews = 'AWS announcement of November 2024: on-demand throughput at half the price';
const mediaConvertNote = 'a note of January 2021, halved for up to 30 frames a second';
const thirdParty = 'third parties of 2024 to 2026';

/** On-demand prices; free tiers and volume tiers are left out. One unit each: a GB-second, a request, a GB. */
export const PRICES = {
  kvsIngestGb: { dollars: 0.0085, per: 'GB', source: kvsPage, verified: true },
  /** GetClip and GetMediaForFragmentList; HLS costs 0.0119. */
  kvsReadGb: { dollars: 0.0085, per: 'GB', source: kvsPage, verified: true },
  kvsStoredGbMonth: { dollars: 0.023, per: 'GB-month', source: 'an older copy of the KVS page', verified: false },
  standardTransition: { dollars: 0.025 / 1000, per: 'transition', source: statesPage, verified: true },
  expressRequest: { dollars: 1 / 1e6, per: 'execution', source: statesPage, verified: true },
  expressGbSecond: { dollars: 0.00001667, per: 'GB-second', source: thirdParty, verified: false },
  lambdaRequest: { dollars: 0.2 / 1e6, per: 'invocation', source: lambdaPage, verified: true },
  lambdaArmGbSecond: { dollars: 0.0000133334, per: 'GB-second', source: thirdParty, verified: false },
  s3PutRequest: { dollars: 0.005 / 1000, per: 'PUT, POST, COPY or LIST', source: thirdParty, verified: false },
  s3GetRequest: { dollars: 0.0004 / 1000, per: 'GET or HEAD', source: thirdParty, verified: false },
  s3StoredGbMonth: { dollars: 0.023, per: 'GB-month, Standard', source: thirdParty, verified: false },
  dynamoWriteUnit: { dollars: 0.625 / 1e6, per: 'write request unit', source: dynamoNews, verified: true },
  dynamoReadUnit: { dollars: 0.125 / 1e6, per: 'read request unit', source: dynamoNews, verified: true },
  event: { dollars: 1 / 1e6, per: 'event', source: thirdParty, verified: false },
  /** DetectLabels is of group 2; the first million a month. */
  rekognitionImage: { dollars: 0.001, per: 'image', source: 'from memory', verified: false },
  /** Basic tier, AVC in a single pass, up to 30 frames a second; SD is up to 720 lines less one, HD up to 1,080. */
  mediaConvertSdMinute: { dollars: 0.0075, per: 'minute of an SD output', source: mediaConvertNote, verified: false },
  mediaConvertHdMinute: { dollars: 0.015, per: 'minute of an HD output', source: mediaConvertNote, verified: false },
  logGb: { dollars: 0.5, per: 'GB ingested', source: 'from memory', verified: false },
} as const satisfies Readonly<Record<string, Price>>;

export type PriceName = keyof typeof PRICES;
