import { proveSeeds } from './proveSeeds.ts';

describe('nothing is lost, whatever fails: share 2 of the seeds', () => proveSeeds(2));
