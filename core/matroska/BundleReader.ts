import { ArchiverError } from '../errors.ts';
import { FRAGMENT_NUMBER } from './awsTag.ts';
import type { Element } from './ebml/Element.ts';
import { ElementId } from './ebml/ElementId.ts';
import { concatBytes } from './ebml/encode.ts';
import { SegmentWalker } from './ebml/SegmentWalker.ts';
import { readTags } from './read/readTags.ts';
import { readFragment } from './readFragment.ts';
import type { StoredFragment } from './StoredFragment.ts';

/** A fragment in a bundle, and where it lies: what the bundle's manifest tells. */
export interface FragmentInBundle {
  /** Payloads are views into bytes of its own. */
  readonly fragment: StoredFragment;
  /** The fragment as a document of its own, for `readFragment`. */
  readonly document: Uint8Array;
  /** Of its service Tags. */
  readonly offset: number;
  readonly length: number;
  /** Where its document begins: in a verbatim bundle each fragment's place is its whole document. */
  readonly documentOffset: number;
}

/** A fragment is 50 MB at most (KVS service quotas), and its Tags are small. */
const MAX_FRAGMENT_BYTES = 64 * 1024 * 1024;

/**
 * Reads a bundle as its bytes come, without its manifest: one document of many fragments (`BundleWriter`), or the
 * documents as KVS gave them, one behind the other. Holds one fragment and the header of its document.
 *
 * The service's Tags begin a fragment; all that follows them, up to the next ones or the next document, is its own.
 */
export class BundleReader {
  readonly #walker = new SegmentWalker(MAX_FRAGMENT_BYTES);
  #documents = 0;
  /** Everything of the document before its first fragment. */
  #header: Uint8Array = new Uint8Array();
  #documentStart = 0;
  #fragmentStart: number | undefined;
  #hasCluster = false;

  /** How the bundle is laid out, as far as it was read. */
  get layout(): 'merged' | 'verbatim' {
    return this.#documents > 1 ? 'verbatim' : 'merged';
  }

  /**
   * The next bytes; they may be reused by the caller afterwards.
   * @throws ArchiverError `Corrupt`, naming element and byte offset
   */
  push(chunk: Uint8Array): FragmentInBundle[] {
    const found: FragmentInBundle[] = [];
    this.#walker.window.push(chunk);
    for (let element = this.#walker.next(); element !== undefined; element = this.#walker.next()) {
      this.#take(element, found);
    }
    this.#walker.window.keep();
    return found;
  }

  /** @throws ArchiverError `Truncated` where the file ends within an element */
  end(): FragmentInBundle[] {
    if (!this.#walker.atBoundary) {
      const { element, offset } = this.#walker.unfinished;
      throw new ArchiverError('Truncated', `${element} at byte ${offset}: cut off by the end of the bundle`);
    }
    const found: FragmentInBundle[] = [];
    this.#finishFragment(this.#walker.position, found);
    return found;
  }

  #take(element: Element, found: FragmentInBundle[]): void {
    const { window } = this.#walker;
    if (element.id === ElementId.Ebml) {
      this.#finishFragment(element.start, found);
      window.drop(element.start);
      this.#documents += 1;
      this.#documentStart = element.start;
      this.#header = new Uint8Array();
    } else if (element.id === ElementId.Cluster) this.#hasCluster = true;
    else if (element.id === ElementId.Tags && this.#begins(element)) {
      if (this.#hasCluster) this.#finishFragment(element.start, found);
      if (this.#fragmentStart === undefined) {
        if (this.#header.length === 0) this.#header = window.view(this.#documentStart, element.start).slice();
        this.#fragmentStart = element.start;
        window.drop(element.start);
      }
    }
  }

  #begins(tags: Element): boolean {
    const { window } = this.#walker;
    return readTags(window.bytes, window.base, tags).some(({ name }) => name === FRAGMENT_NUMBER);
  }

  #finishFragment(end: number, found: FragmentInBundle[]): void {
    const start = this.#fragmentStart;
    if (start === undefined) {
      if (!this.#hasCluster) return;
      throw new ArchiverError('Corrupt', `a Cluster before byte ${end} has no fragment number`);
    }
    const document = concatBytes([this.#header, this.#walker.window.view(start, end)]);
    const fragment = readFragment(document);
    found.push({ fragment, document, offset: start, length: end - start, documentOffset: this.#documentStart });
    this.#walker.window.drop(end);
    this.#fragmentStart = undefined;
    this.#hasCluster = false;
  }
}
