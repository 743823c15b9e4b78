import { isArchiverError } from '../../core/errors.ts';
import { DocumentSplitter } from '../../core/matroska/DocumentSplitter.ts';
import { readDocument } from '../../core/matroska/readDocument.ts';
import { readFragment } from '../../core/matroska/readFragment.ts';
import type { FuzzTarget } from '../Target.ts';
import { MATROSKA_WORDS, matroskaSeeds } from './seeds.ts';

/** Bodies of GetMedia and GetMediaForFragmentList: split into documents, each read to its frames. */
export const target: FuzzTarget = {
  maxBytes: 96 * 1024,
  memory: { base: 4 * 1024 * 1024, perByte: 96 },
  dictionary: MATROSKA_WORDS,
  seeds: matroskaSeeds,
  run(input) {
    const splitter = new DocumentSplitter({ maxDocumentBytes: 64 * 1024 });
    refusing(() => {
      for (const event of [...splitter.push(input), ...splitter.end()]) {
        if (event.kind === 'document') refusing(() => readFragment(event.bytes));
      }
    });
    refusing(() => readDocument(input));
    return undefined;
  },
};

function refusing(step: () => void): void {
  try {
    step();
  } catch (error) {
    if (!isArchiverError(error)) throw error;
  }
}
