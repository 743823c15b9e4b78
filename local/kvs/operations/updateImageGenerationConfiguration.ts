import { readImageGenerationConfiguration } from '../images/readImageGenerationConfiguration.ts';
import { optionalStructure } from '../protocol/members.ts';
import { namedStream } from './namedStream.ts';
import { CONTROL_RATE, type JsonOperation } from './Operation.ts';
import { retainingStream } from './retainingStream.ts';

/**
 * Says how images of tagged fragments are made and where they go; without a configuration the stream's is deleted
 * (documented: API reference, UpdateImageGenerationConfiguration). Holds for what is persisted from now on: the minute
 * that the real service asks one to wait is not imitated. Assumed: the stream's version stays.
 */
export const updateImageGenerationConfiguration: JsonOperation = {
  kind: 'json',
  name: 'UpdateImageGenerationConfiguration',
  service: 'kinesis-video',
  path: '/updateImageGenerationConfiguration',
  rate: CONTROL_RATE,
  async run(input, call) {
    const given = optionalStructure(input, 'ImageGenerationConfiguration');
    if (given === undefined) {
      await (await namedStream(input, call)).update({ imageGeneration: undefined });
      return {};
    }
    const imageGeneration = readImageGenerationConfiguration(given, call.context.region);
    await (await retainingStream(input, call)).update({ imageGeneration });
    return {};
  },
};
