import { namedStream } from './namedStream.ts';
import { CONTROL_RATE, type JsonOperation } from './Operation.ts';

/** A stream's configuration of image generation; nothing where there is none (documented: API reference). */
export const describeImageGenerationConfiguration: JsonOperation = {
  kind: 'json',
  name: 'DescribeImageGenerationConfiguration',
  service: 'kinesis-video',
  path: '/describeImageGenerationConfiguration',
  rate: CONTROL_RATE,
  async run(input, call) {
    const { imageGeneration } = (await namedStream(input, call)).description;
    return imageGeneration === undefined ? {} : { ImageGenerationConfiguration: imageGeneration };
  },
};
