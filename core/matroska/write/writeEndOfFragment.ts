import { END_OF_FRAGMENT } from '../awsTag.ts';
import { writeTags } from './writeTags.ts';

/** Tags with an empty END_OF_FRAGMENT, as AWS's producers write them: tells the service not to wait (observed). */
export function writeEndOfFragment(): Uint8Array {
  return writeTags([{ name: END_OF_FRAGMENT, value: '' }], 8);
}
