import { HttpDetector } from '../../cloud/detectors/HttpDetector.ts';
import { sagemakerDetector } from '../../cloud/detectors/sagemakerDetector.ts';
import { RekognitionDetector } from '../../cloud/rekognition/RekognitionDetector.ts';
import { s3Client } from '../../cloud/s3/s3Client.ts';
import { describeEngine, parseLabelEngine } from '../../core/analysis/labelEngine.ts';
import { assertNever } from '../../core/errors.ts';
import type { LabelDetector } from '../../core/ports/labelDetector.ts';
import { setting } from '../environment.ts';
import { objectStore } from './buckets.ts';

/** Whoever the setting `labelEngine` names. */
export const labelDetector = (): LabelDetector => {
  const engine = parseLabelEngine(setting('LABEL_ENGINE'));
  const objects = objectStore();
  switch (engine.kind) {
    case 'rekognition':
      return new RekognitionDetector();
    case 'sagemaker':
      return sagemakerDetector({
        endpointName: engine.endpointName,
        region: setting('AWS_REGION'),
        credentials: () => s3Client().config.credentials(),
        objects,
        runtime: process.env.AWS_ENDPOINT_URL_SAGEMAKER_RUNTIME,
      });
    case 'http':
      return new HttpDetector({ url: engine.url, name: describeEngine(engine), objects });
    default:
      return assertNever(engine);
  }
};
