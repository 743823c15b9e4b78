/** One SimpleTag: text by name. NUL padding is taken off when read. */
export interface Tag {
  readonly name: string;
  readonly value: string;
}
