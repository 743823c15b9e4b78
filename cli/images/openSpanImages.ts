import { KinesisVideoClient } from '@aws-sdk/client-kinesis-video';
import { KvsImageSource } from '../../cloud/kvs/KvsImageSource.ts';
import { ArchiverError, isArchiverError } from '../../core/errors.ts';
import type { ImageRequest } from '../../core/images/imageRequest.ts';
import type { StreamReference } from '../../core/ports/footageSource.ts';
import { openPictureMaker } from '../../local/pictures/openPictureMaker.ts';
import type { Context } from '../Context.ts';
import { clientSettings } from '../connection/clientSettings.ts';
import type { Installation } from '../connection/Installation.ts';
import { openArchive } from '../connection/openArchive.ts';
import { imagesOfSpan, type SpanImage } from './imagesOfSpan.ts';

export interface SpanImages {
  /** Those that bore the name, the one that KVS has first, and how long that keeps its data (0: there is none). */
  streamsOf(
    streamName: string,
  ): Promise<{ readonly streams: readonly StreamReference[]; readonly retentionHours: number }>;
  ofSpan(request: ImageRequest, streams: readonly StreamReference[], keptFromMs: number): AsyncGenerator<SpanImage>;
  close(): void;
}

/** KVS, the archive and a decoder of this machine. */
export async function openSpanImages(installation: Installation, context: Context): Promise<SpanImages> {
  const { ports, close } = await openArchive(installation, context);
  const control = new KinesisVideoClient(await clientSettings(installation));
  const pictures = openPictureMaker(context.system);
  const kvs = new KvsImageSource(control, () => Promise.resolve(), context.system);
  return {
    async streamsOf(streamName) {
      const current = await ports.source.describe(streamName).catch((error: unknown) => {
        if (isArchiverError(error, 'NotFound')) return undefined;
        throw error;
      });
      const arns = new Set([
        ...(current === undefined ? [] : [current.streamArn]),
        ...(await ports.names.arnsOf(streamName)),
      ]);
      if (arns.size === 0) {
        throw new ArchiverError('NotFound', `--stream: ${streamName} is not in KVS, and nothing of it is archived`);
      }
      return {
        streams: [...arns].map((streamArn) => ({ streamArn, endpoints: {} })),
        retentionHours: current?.retentionHours ?? 0,
      };
    },
    ofSpan: (request, streams, keptFromMs) =>
      imagesOfSpan(request, streams, keptFromMs, { kvs, ledger: ports.ledger, objects: ports.objects, pictures }),
    close() {
      pictures.close();
      control.destroy();
      close();
    },
  };
}
