import type { ErrorData } from 'hls.js';

/** What stopped hls.js, in the words of the API where it was its answer. */
export function failureOf({ details, response, error }: ErrorData): Error {
  try {
    const answer = JSON.parse(String(response?.text ?? '')) as { error?: { message?: string } };
    if (answer.error?.message !== undefined) return new Error(answer.error.message, { cause: error });
  } catch {
    // No answer of the API: the player's own word says what it was.
  }
  return new Error(response?.code ? `${details} (${response.code})` : details, { cause: error });
}
