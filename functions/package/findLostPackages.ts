import { measurePackages } from '../../core/observe/measurePackages.ts';
import { setting } from '../environment.ts';
import { step } from '../step.ts';
import { packagePorts, packageRuns } from '../wiring/packages.ts';
import { findLostPackages } from './steps/findLostPackages.ts';

const ports = { ...packagePorts(), runs: packageRuns(), stagingBucket: setting('STAGING_BUCKET') };

/** Looks, on a schedule, for files whose event got lost and jobs whose execution has ended. */
export const handler = step('findLostPackages', () => findLostPackages(ports), measurePackages);
