import type { Measurement } from './Measurement.ts';
import measured from './measured.json' with { type: 'json' };

/** The committed measurement: `npm run bench -- cost` writes it anew. */
export const MEASURED = measured as Measurement;
