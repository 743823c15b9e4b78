import type { DeliveryReach } from '../delivery/deliveryPolicy.ts';

/** Signs what lets a viewer have the files of a package. */
export interface DeliverySigner {
  /**
   * What follows the question mark in the address of every file of the package: one policy for all of them.
   *
   * @throws ArchiverError `AccessDenied`, `NotFound`, `Throttled`
   */
  queryFor(reach: DeliveryReach): Promise<string>;
}
