import { measureLabels } from '../../core/observe/measureAnalysis.ts';
import { detectionOptions } from '../environment.ts';
import { step } from '../step.ts';
import { labelDetector } from '../wiring/labels.ts';
import { system } from '../wiring/system.ts';
import { detectionStore, imageStore } from '../wiring/tables.ts';
import { type DetectLabelsInput, detectLabels } from './steps/detectLabels.ts';

const ports = {
  images: imageStore(),
  detections: detectionStore(),
  detector: labelDetector(),
  options: detectionOptions(),
  clock: system.clock,
};

/** Step of the analyze machine: what is in the picture. */
export const handler = step('detectLabels', (input: DetectLabelsInput) => detectLabels(input, ports), measureLabels);
