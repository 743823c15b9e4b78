/** Where an element lies. Offsets are absolute in the body, or in the buffer for a document that is wholly there. */
export interface Element {
  readonly id: number;
  /** First byte of its id. */
  readonly start: number;
  /** First byte of its data. */
  readonly dataStart: number;
  /** One past its data; `Infinity` for an unknown size. */
  readonly end: number;
}
