import type { FormatNote } from '../../../core/ports/formatNote.ts';

/** The note in memory. */
export class MemoryFormatNote implements FormatNote {
  format: unknown;

  async read(): Promise<unknown> {
    return this.format;
  }

  async write(format: number): Promise<boolean> {
    if (typeof this.format === 'number' && this.format > format) return false;
    this.format = format;
    return true;
  }
}
