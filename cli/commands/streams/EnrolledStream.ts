import type { Data } from '../../../client/createClient.ts';

/** A stream as the HTTP API shows it. */
export type EnrolledStream = Data<'/streams/{stream}', 'get'>;
