import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import type { ObjectStore } from '../../core/ports/objectStore.ts';
import { type DetectorRequest, HttpDetector } from './HttpDetector.ts';

export interface SageMakerOptions {
  readonly endpointName: string;
  readonly region: string;
  /** Of whoever calls, as every client of the SDK has them. */
  credentials(): Promise<{
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
  }>;
  readonly objects: Pick<ObjectStore, 'getBytes'>;
  /** Where SageMaker's runtime answers, if not at AWS. */
  readonly runtime?: string | undefined;
}

/**
 * A model at a SageMaker endpoint. Documented: SageMaker API reference, InvokeEndpoint; signed as any call to AWS, so
 * that the role of the caller decides.
 */
export function sagemakerDetector(options: SageMakerOptions): HttpDetector {
  const { endpointName, region, objects, runtime = `https://runtime.sagemaker.${region}.amazonaws.com` } = options;
  const signature = new SignatureV4({
    service: 'sagemaker',
    region,
    credentials: () => options.credentials(),
    sha256: Sha256,
  });
  return new HttpDetector({
    url: `${runtime}/endpoints/${encodeURIComponent(endpointName)}/invocations`,
    name: `the SageMaker endpoint ${endpointName}`,
    objects,
    async sign({ url, headers, body }: DetectorRequest) {
      const signed = await signature.sign({
        method: 'POST',
        protocol: url.protocol,
        hostname: url.hostname,
        path: url.pathname,
        headers: { ...headers, host: url.host },
        body,
      });
      // Fetch names the host by itself.
      return Object.fromEntries(Object.entries(signed.headers).filter(([name]) => name !== 'host'));
    },
  });
}
