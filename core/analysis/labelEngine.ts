import { ArchiverError, assertNever } from '../errors.ts';

/** Who looks at images. */
export type LabelEngine =
  | { readonly kind: 'rekognition' }
  | { readonly kind: 'sagemaker'; readonly endpointName: string }
  | { readonly kind: 'http'; readonly url: string };

/** Documented: SageMaker API reference, InvokeEndpoint, EndpointName. */
const SAGEMAKER = /^sagemaker:([a-zA-Z0-9](?:-*[a-zA-Z0-9]){0,62})$/;
/** Unencrypted on this machine alone. */
const HTTP = /^(https:\/\/[^\s/?#@]+|http:\/\/(localhost|127\.0\.0\.1)(:\d{1,5})?)(\/[^\s#]*)?$/;

/**
 * Reads the stack's setting `labelEngine`.
 *
 * @throws ArchiverError `InvalidInput`
 */
export function parseLabelEngine(text: string): LabelEngine {
  if (text === 'rekognition') return { kind: 'rekognition' };
  const endpointName = SAGEMAKER.exec(text)?.[1];
  if (endpointName !== undefined) return { kind: 'sagemaker', endpointName };
  if (HTTP.test(text)) return { kind: 'http', url: text };
  throw new ArchiverError(
    'InvalidInput',
    `labelEngine: ${JSON.stringify(text)} is neither rekognition, sagemaker:ENDPOINT nor an https:// address`,
  );
}

/** How an engine is called in messages. */
export function describeEngine(engine: LabelEngine): string {
  switch (engine.kind) {
    case 'rekognition':
      return 'Rekognition';
    case 'sagemaker':
      return `the SageMaker endpoint ${engine.endpointName}`;
    case 'http':
      return new URL(engine.url).host;
    default:
      return assertNever(engine);
  }
}
