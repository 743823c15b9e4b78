/**
 * What an audit can find, by stable codes: scripts may rely on them. The words say what it means for the footage.
 */
export const FINDINGS = {
  'fragment-missing': 'Kinesis Video Streams lists it below the watermark, and it is in no clip, gap or open plan',
  'fragment-twice': 'it is in two clips',
  'fragment-in-clip-and-gap': 'it is in a clip, and a gap still lists it',
  'clip-missing': 'the ledger names a clip that the bucket does not hold',
  'bundle-missing': 'the ledger names a bundle that the bucket does not hold',
  'manifest-missing': 'a clip or bundle has no manifest beside it',
  'size-wrong': 'the bucket holds another number of bytes than the ledger tells',
  'checksum-wrong': 'the bytes are not those that were stored',
  'manifest-wrong': 'the manifest does not tell what the ledger and the file do',
  'media-wrong': 'the file does not hold what its manifest tells',
  'sample-broken': 'a sample of the clip does not lie, or is not made, as its tables and its codec tell',
  'does-not-decode': 'a decoder cannot make pictures of the clip',
  'bundle-broken': 'the bundle cannot be read, or holds other fragments or frames than ledger and clip',
  'row-wrong': 'the ledger row contradicts itself',
  orphan: 'an object that no ledger row names',
  'object-unknown': 'an object whose key is none of ours',
  'erased-remains': 'the ledger says erased, and the bucket still holds it',
  'plan-stuck': 'a plan has been open for longer than any run lasts',
  'watermark-wrong': 'the watermark lies in the future, or there is none',
} as const;

export type FindingCode = keyof typeof FINDINGS;

/** One thing that is not as it must be. Times are producer time unless the code is about the watermark. */
export interface Finding {
  readonly code: FindingCode;
  readonly streamName: string;
  /** What exactly, for people. */
  readonly message: string;
  readonly streamArn?: string;
  readonly planId?: string;
  /** The ledger row's sort key. */
  readonly row?: string;
  readonly bucket?: string;
  readonly key?: string;
  readonly startMs?: number;
  readonly endMs?: number;
  /** How many fragments it is about. */
  readonly fragments?: number;
  readonly numbers?: readonly string[];
}
