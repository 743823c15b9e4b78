import { packagePrefix } from '../packages/packagePlaces.ts';

/** What a signature gives: all files of one package, until a time, to everybody or to some addresses. */
export interface DeliveryReach {
  readonly packageId: string;
  /** Where the front answers, without a slash at its end. */
  readonly frontUrl: string;
  /** UTC epoch milliseconds. */
  readonly expiresMs: number;
  /** An IPv4 address or a block of them (CIDR). */
  readonly ip?: string;
}

/**
 * The custom policy of a package. Its only wildcard is at its end, behind a host that is written out: a wildcard stands
 * for slashes and question marks too, so that a host of any name would give other packages as well
 * (`…/packages/OTHER/x?/packages/THIS/`). Source: CloudFront developer guide, "Create a signed URL using a custom policy".
 */
export function deliveryPolicy({ packageId, frontUrl, expiresMs, ip }: DeliveryReach): string {
  const Condition = {
    DateLessThan: { 'AWS:EpochTime': Math.floor(expiresMs / 1000) },
    ...(ip === undefined ? {} : { IpAddress: { 'AWS:SourceIp': ip.includes('/') ? ip : `${ip}/32` } }),
  };
  return JSON.stringify({ Statement: [{ Resource: `${frontUrl}/${packagePrefix(packageId)}*`, Condition }] });
}
