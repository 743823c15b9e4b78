/** The step as it is deployed. */
export { handler } from '../../functions/archive/archiveClip.ts';
