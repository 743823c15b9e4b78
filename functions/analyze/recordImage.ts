import { measureImage } from '../../core/observe/measureAnalysis.ts';
import { days } from '../environment.ts';
import { step } from '../step.ts';
import { imageObjects } from '../wiring/buckets.ts';
import { system } from '../wiring/system.ts';
import { imageStore } from '../wiring/tables.ts';
import { recordImage } from './steps/recordImage.ts';

const ports = { objects: imageObjects(), images: imageStore(), clock: system.clock, imageMs: days('IMAGE_DAYS') };

/** First step of the analyze machine: every image is listed. */
export const handler = step('recordImage', (input: object) => recordImage(input, ports), measureImage);
