import { codedPictures } from '../../../core/images/codedPictures.ts';
import { IMAGE_FILE } from '../../../core/images/imageForm.ts';
import { IMAGE_METADATA, imageName } from '../../../core/images/imageObject.ts';
import { pictureAt } from '../../../core/images/pictureAt.ts';
import { sampleMoments } from '../../../core/images/sampleMoments.ts';
import { IMAGE_PREFIX } from '../../../core/matroska/awsTag.ts';
import { readDocument } from '../../../core/matroska/readDocument.ts';
import type { Tag } from '../../../core/matroska/Tag.ts';
import type { MadePicture, PictureMaker } from '../../../core/ports/pictureMaker.ts';
import type { Random } from '../../../core/system.ts';
import type { DeliveryCounts } from '../delivery/DeliveryCounts.ts';
import type { Uploader } from '../delivery/Uploader.ts';
import type { FragmentRecord } from '../storage/fragmentRecord.ts';
import type { Stream } from '../streams/Stream.ts';
import { destinationOf } from './destinationOf.ts';
import type { ImageGenerationConfiguration } from './ImageGenerationConfiguration.ts';
import { imageFormOf } from './imageFormOf.ts';
import { metadataOf } from './metadataOf.ts';

/** Fragments that wait for their images; of each only its record is held. */
const MOST_WAITING = 200;
/** Images on their way to S3 while the next one is made. */
const MOST_ON_THEIR_WAY = 4;

/** A fragment that asks for images. */
export interface ImageTask {
  readonly stream: Stream;
  readonly record: FragmentRecord;
  readonly tags: readonly Tag[];
  readonly configuration: ImageGenerationConfiguration;
  readonly uploader: Uploader;
}

export interface ImageDeliveryOptions {
  readonly pictures: PictureMaker;
  readonly random: Random;
  readonly accountId: string;
  readonly reportFailure: (what: string, error: unknown) => void;
}

/**
 * Makes images of tagged fragments and delivers them, one fragment after the other, behind the back of ingest: a fragment
 * is only noted, and read from disk again when its turn comes.
 *
 * A fragment gives the picture at its beginning and one every sampling interval from there (documented: images of tagged
 * fragments at the interval; that each fragment counts for itself is assumed).
 */
export class ImageDelivery {
  readonly #options: ImageDeliveryOptions;
  readonly #waiting: ImageTask[] = [];
  readonly #counts = { fragments: 0, delivered: 0, bytes: 0, failed: 0, dropped: 0 };
  #working: Promise<void> | undefined;
  #closed = false;

  constructor(options: ImageDeliveryOptions) {
    this.#options = options;
  }

  get counts(): DeliveryCounts['images'] {
    return { ...this.#counts };
  }

  /** Notes a fragment. Never waits. */
  offer(task: ImageTask): void {
    this.#counts.fragments += 1;
    if (this.#closed || this.#waiting.length === MOST_WAITING) {
      this.#counts.dropped += 1;
      this.#tell(task, new Error(`${MOST_WAITING} fragments wait for their images; this one gets none`));
      return;
    }
    this.#waiting.push(task);
    this.#working ??= this.#work();
  }

  /** Resolves when nothing waits any more. */
  async settled(): Promise<void> {
    await this.#working;
  }

  /** What still waits is dropped, and told. */
  async close(): Promise<void> {
    this.#closed = true;
    const left = this.#waiting.splice(0);
    this.#counts.dropped += left.length;
    for (const task of left) this.#tell(task, new Error('the service closed before its images were made'));
    await this.#working;
  }

  async #work(): Promise<void> {
    for (let task = this.#waiting.shift(); task !== undefined; task = this.#waiting.shift()) {
      try {
        await this.#make(task);
      } catch (error) {
        this.#counts.failed += 1;
        this.#tell(task, error);
      }
    }
    this.#working = undefined;
  }

  async #make(task: ImageTask): Promise<void> {
    const { stream, record, configuration } = task;
    const { header, cluster } = await stream.log.read(record);
    const document = readDocument(Buffer.concat([header, cluster]));
    const { track, pictures } = codedPictures(document);
    const times = pictures.map(({ timeMs }) => timeMs);
    const moments = sampleMoments(Math.min(...times), Math.max(...times), configuration.SamplingInterval);
    const wanted = new Set<number>();
    for (let place = 0; place < moments.count; place++) {
      const index = pictureAt(pictures, moments.at(place));
      if (index !== undefined) wanted.add(index);
    }
    const isProducer = configuration.ImageSelectorType === 'PRODUCER_TIMESTAMP';
    const startMs = (isProducer ? record.producerMs : record.serverMs) - document.clusterTimecodeMs;
    const onTheirWay = new Set<Promise<void>>();
    const order = { track, pictures, wanted: [...wanted], form: imageFormOf(configuration) };
    await this.#options.pictures.make(order, async (outcome) => {
      if ('because' in outcome) {
        this.#counts.failed += 1;
        this.#tell(task, new Error(outcome.because));
        return;
      }
      const timecodeMs = startMs + (times[outcome.index] ?? 0);
      const sent: Promise<void> = this.#send(task, outcome.picture, timecodeMs).finally(() => onTheirWay.delete(sent));
      onTheirWay.add(sent);
      if (onTheirWay.size === MOST_ON_THEIR_WAY) await Promise.race(onTheirWay);
    });
    await Promise.all(onTheirWay);
  }

  async #send(task: ImageTask, { bytes }: MadePicture, timecodeMs: number): Promise<void> {
    const { stream, record, tags, configuration, uploader } = task;
    const { Uri } = configuration.DestinationConfig;
    const destination = destinationOf(Uri);
    if (destination === undefined) return; // The configuration was checked when it was taken.
    const format = configuration.Format;
    const name = imageName({
      prefix: tags.find((tag) => tag.name === IMAGE_PREFIX)?.value ?? '',
      accountId: this.#options.accountId,
      streamName: stream.description.name,
      timecodeMs,
      random: this.#options.random.uuid(),
      format,
    });
    try {
      await uploader.putObject({
        bucket: destination.bucket,
        key: `${destination.prefix}${name}`,
        bytes,
        contentType: IMAGE_FILE[format].contentType,
        metadata: {
          ...metadataOf(tags),
          [IMAGE_METADATA.fragmentNumber]: record.number,
          [IMAGE_METADATA.producerMs]: String(record.producerMs),
          [IMAGE_METADATA.serverMs]: String(record.serverMs),
        },
      });
      this.#counts.delivered += 1;
      this.#counts.bytes += bytes.length;
    } catch (error) {
      this.#counts.failed += 1;
      this.#tell(task, error);
    }
  }

  #tell({ stream, record }: ImageTask, error: unknown): void {
    this.#options.reportFailure(`an image of ${stream.description.name}, fragment ${record.number}`, error);
  }
}
