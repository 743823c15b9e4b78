import { setting } from '../environment.ts';
import { step } from '../step.ts';
import { packagePorts, packageRuns } from '../wiring/packages.ts';
import { startPackage, type UploadEvent } from './steps/startPackage.ts';

const ports = { ...packagePorts(), runs: packageRuns(), stagingBucket: setting('STAGING_BUCKET') };

/** A file has arrived: its job begins. */
export const handler = step('startPackage', (event: UploadEvent) => startPackage(event, ports));
