import { isArchiverError } from '../../core/errors.ts';
import { producerMs } from '../../core/fragment.ts';
import type { ImageRequest } from '../../core/images/imageRequest.ts';
import { sampleMoments } from '../../core/images/sampleMoments.ts';
import type { ClipRow } from '../../core/ledger/ledgerRow.ts';
import type { StreamReference } from '../../core/ports/footageSource.ts';
import type { ImageSource, MomentImage } from '../../core/ports/imageSource.ts';
import type { Ledger } from '../../core/ports/ledger.ts';
import { type ClipImagePorts, imagesOfClip } from './imagesOfClip.ts';

export interface SpanImagePorts extends ClipImagePorts {
  readonly kvs: ImageSource;
  readonly ledger: Pick<Ledger, 'overlapping'>;
}

/** An image of a moment, and who decoded it. */
export type SpanImage = MomentImage & { readonly from: 'kvs' | 'archive' };

/** Moments that are worked on at once: what is held of images. */
const BATCH = 25;

/**
 * Images of any span: of what KVS still holds by GetImages, of all else from archived clips, decoded here. A moment that
 * neither has is told with KVS's own word for it.
 *
 * @param streams those that bore the name, the one that KVS has first
 * @param keptFromMs what is older, KVS has forgotten
 * @throws ArchiverError as KVS, the ledger and the buckets do
 */
export async function* imagesOfSpan(
  { fromMs, toMs, everyMs, form }: ImageRequest,
  streams: readonly StreamReference[],
  keptFromMs: number,
  ports: SpanImagePorts,
): AsyncGenerator<SpanImage> {
  const all = sampleMoments(fromMs, toMs, everyMs);
  for (let place = 0; place < all.count; place += BATCH) {
    const count = Math.min(BATCH, all.count - place);
    const moments = Array.from({ length: count }, (_, index) => all.at(place + index));
    const found = new Map<number, SpanImage>();
    const kept = moments.filter((ms) => ms >= keptFromMs);
    const [first = 0] = kept;
    const [current] = streams;
    if (kept.length > 0 && current !== undefined) {
      const span = { fromMs: first, toMs: kept.at(-1) ?? first, everyMs };
      try {
        for await (const image of ports.kvs.images(current, span, form)) found.set(image.ms, { ...image, from: 'kvs' });
      } catch (error) {
        // A stream that is gone, or keeps nothing any more, may still be in the archive.
        if (!isArchiverError(error, 'NotFound')) throw error;
      }
    }
    const missing = (): number[] =>
      moments.filter((ms) => {
        const image = found.get(ms);
        return image === undefined || 'error' in image;
      });
    for (const { streamArn } of streams) await addArchived(streamArn, missing());
    for (const ms of moments) yield found.get(ms) ?? { ms, error: 'NO_MEDIA', from: 'archive' };

    async function addArchived(streamArn: string, wanted: readonly number[]): Promise<void> {
      const [from] = wanted;
      const to = wanted.at(-1);
      if (from === undefined || to === undefined) return;
      const rows: ClipRow[] = [];
      for await (const row of ports.ledger.overlapping(streamArn, producerMs(from), producerMs(to))) {
        if (row.kind === 'clip' && row.clip !== undefined) rows.push(row);
      }
      for (const row of rows) {
        const covered = wanted.filter((ms) => ms >= row.startProducerMs && ms <= row.endProducerMs);
        if (covered.length === 0) continue;
        for (const image of await imagesOfClip(row, covered, form, ports)) {
          const known = found.get(image.ms);
          if (known === undefined || !('error' in image)) found.set(image.ms, { ...image, from: 'archive' });
        }
      }
    }
  }
}
