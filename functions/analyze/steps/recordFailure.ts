import type { ImageReference, ImageStore } from '../../../core/ports/imageStore.ts';

export interface RecordFailureInput {
  readonly image: ImageReference;
  /** As the machine caught it. */
  readonly failure: { readonly Error?: string; readonly Cause?: string };
}

/** Notes on an image that it could not be looked at, and why; looking again may help. */
export async function recordFailure(
  { image, failure: { Error: kind = 'Internal', Cause: cause = '' } }: RecordFailureInput,
  { images }: { readonly images: ImageStore },
): Promise<{ readonly status: 'failed' }> {
  await images.conclude(image, { status: 'failed', error: `${kind}: ${cause}`.slice(0, 1000) });
  return { status: 'failed' };
}
