import type { StatesS3 } from '../../StatesS3.ts';
import type { Execution } from '../Execution.ts';

/** S3 as the machine's role may use it, where that matters. */
export function s3InRole({ host, identity }: Execution): StatesS3 {
  return 'inRole' in host.s3 ? host.s3.inRole(identity.roleArn) : host.s3;
}
