import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { inOurWords } from '../awsError.ts';

/**
 * Runs a conditional write, and answers whether its condition held.
 *
 * @param doing what is being tried, for the message of any other error
 * @throws ArchiverError
 */
export function conditionHeld(doing: string, write: () => Promise<unknown>): Promise<boolean> {
  return inOurWords(doing, async () => {
    try {
      await write();
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  });
}
