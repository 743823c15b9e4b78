import { cameraClusters, cameraHeader, fragmentBytes } from '../../../bench/footage/cameraFootage.ts';
import { producerMs } from '../../../core/fragment.ts';
import { readDocument } from '../../../core/matroska/readDocument.ts';
import { buildMp4 } from '../../../core/mp4/buildMp4.ts';
import { Mp4Inspector } from '../../../core/mp4/Mp4Inspector.ts';

const sketch = { startMs: 1_700_000_000_000, count: 3, fragmentMs: 1500, bitsPerSecond: 500_000, framesPerSecond: 20 };

describe('cameraFootage', () => {
  const documents = [...cameraClusters(sketch)].map((cluster) =>
    readDocument(Buffer.concat([cameraHeader(), cluster])),
  );

  test('each fragment has its time, its frames, one key frame, and the bytes of the sketch', () => {
    expect(fragmentBytes(sketch)).toBe(93_750);
    expect(documents.map(({ clusterTimecodeMs }) => clusterTimecodeMs - sketch.startMs)).toEqual([0, 1500, 3000]);
    for (const { frames } of documents) {
      expect(frames).toHaveLength(30);
      expect(frames.filter(({ keyframe }) => keyframe)).toEqual([frames[0]]);
      const bytes = frames.reduce((sum, { payload }) => sum + payload.length, 0);
      expect(Math.abs(bytes - 93_750)).toBeLessThan(30);
    }
  });

  test('they make an MP4 with all frames', async () => {
    const inspector = new Mp4Inspector();

    await buildMp4(
      {
        count: documents.length,
        read: async (index) => {
          const document = documents[index];
          if (document === undefined) throw new RangeError(`no document ${index}`);
          return { ...document, producerMs: producerMs(document.clusterTimecodeMs) };
        },
      },
      { write: (_position, bytes) => inspector.push(bytes) },
      { creationTimeMs: 0 },
    );

    const { durationMs, tracks } = inspector.end();
    expect(durationMs).toBe(4500);
    expect(tracks).toEqual([expect.objectContaining({ handler: 'vide', syncSampleCount: 3, sampleCount: 90 })]);
  });
});
