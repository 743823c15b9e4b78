/** What the name of a fragment's file tells: enough to list a spool without opening a file. */
export interface FragmentName {
  readonly sequence: number;
  readonly timecodeMs: number;
  readonly lastMs: number;
  /** Bytes that go out. */
  readonly size: number;
  readonly headerId: string;
}

const SEQUENCE_DIGITS = 12;
const NAME = /^(\d{12,15})_(\d{1,15})_(\d{1,15})_(\d{1,10})_([0-9a-f]{16})\.fragment(\.part)?$/;
/** File systems grow slow in folders of many thousands. */
const FRAGMENTS_A_FOLDER = 1_000;

/** `{sequence}_{first frame}_{last frame}_{bytes}_{header}.fragment`; sorts by sequence. */
export function fragmentFileName({ sequence, timecodeMs, lastMs, size, headerId }: FragmentName): string {
  return `${String(sequence).padStart(SEQUENCE_DIGITS, '0')}_${timecodeMs}_${lastMs}_${size}_${headerId}.fragment`;
}

/** The folder of a sequence number. */
export function folderOfSequence(sequence: number): string {
  return String(Math.floor(sequence / FRAGMENTS_A_FOLDER)).padStart(SEQUENCE_DIGITS - 3, '0');
}

/** The first sequence number of a folder; undefined for a name that is none of ours. */
export function firstSequenceOf(folder: string): number | undefined {
  return /^\d{9,12}$/.test(folder) ? Number(folder) * FRAGMENTS_A_FOLDER : undefined;
}

/** Reads a name; `part` when the file was still being written. Undefined for a file that is none of ours. */
export function readFragmentFileName(name: string): (FragmentName & { readonly part: boolean }) | undefined {
  const match = NAME.exec(name);
  if (match === null) return undefined;
  const [, sequence, timecodeMs, lastMs, size, headerId = '', part] = match;
  return {
    sequence: Number(sequence),
    timecodeMs: Number(timecodeMs),
    lastMs: Number(lastMs),
    size: Number(size),
    headerId,
    part: part !== undefined,
  };
}
