const FIRST_ROOM = 1024;

type Room = Float64Array | Uint32Array | Int32Array;

/** Numbers of one kind, appended one by one; doubles its room. Tables of a day hold millions of them. */
export class NumberList {
  readonly #kind: new (
    length: number,
  ) => Room;
  #values: Room;
  #length = 0;

  constructor(kind: new (length: number) => Room) {
    this.#kind = kind;
    this.#values = new kind(FIRST_ROOM);
  }

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    if (this.#length === this.#values.length) {
      const grown = new this.#kind(this.#length * 2);
      grown.set(this.#values);
      this.#values = grown;
    }
    this.#values[this.#length] = value;
    this.#length += 1;
  }

  at(index: number): number {
    return this.#values[index] ?? 0;
  }

  addToLast(value: number): void {
    this.#values[this.#length - 1] = this.at(this.#length - 1) + value;
  }
}
