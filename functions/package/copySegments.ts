import { setting } from '../environment.ts';
import { ClipIndexes } from '../playback/steps/ClipIndexes.ts';
import { step } from '../step.ts';
import { objectStore } from '../wiring/buckets.ts';
import { system } from '../wiring/system.ts';
import { ledger, ledgerSpans, packageStore, streamNames } from '../wiring/tables.ts';
import { copySegments } from './steps/copySegments.ts';

const objects = objectStore();
const names = streamNames();
const workBucket = setting('WORK_BUCKET');
const { clock } = system;
const ports = {
  packages: packageStore(),
  objects,
  spans: ledgerSpans(),
  names,
  indexes: new ClipIndexes({ objects, ledger: ledger(), names, workBucket, clock }),
  workBucket,
  deliveryBucket: setting('DELIVERY_BUCKET'),
  clock,
};

/** Cuts the source of a package into segments as it is, without encoding anew. */
export const handler = step('copySegments', (input: { packageId: string }) => copySegments(input, ports));
