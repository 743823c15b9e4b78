import { tmpdir } from 'node:os';
import { setting } from '../environment.ts';
import { step } from '../step.ts';
import { objectStore } from '../wiring/buckets.ts';
import { footageSource } from '../wiring/footage.ts';
import { system } from '../wiring/system.ts';
import { streamStore } from '../wiring/tables.ts';
import { type FetchPartInput, fetchPart } from './steps/fetchPart.ts';

const streams = streamStore();
const ports = {
  streams,
  source: footageSource(streams),
  objects: objectStore(),
  workBucket: setting('WORK_BUCKET'),
  temporaryFolder: tmpdir(),
  system,
};

/** Step of the request machine: some fragments, out of KVS. */
export const handler = step('fetchPart', (input: FetchPartInput) => fetchPart(input, ports));
