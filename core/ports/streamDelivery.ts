import type { FragmentNotification, ImageGeneration } from '../streams/deliverySettings.ts';

/** What KVS itself delivers of a stream. */
export interface DeliveredByKvs {
  readonly images?: ImageGeneration;
  readonly notifications?: FragmentNotification;
}

/** The settings of a stream's images and notifications, as KVS has them. */
export interface StreamDelivery {
  /** @throws ArchiverError `NotFound`, `Throttled`, `AccessDenied` */
  read(streamArn: string): Promise<DeliveredByKvs>;
  /**
   * Sets what is named; `null` takes a setting away, what is left out stays. The same again changes nothing.
   *
   * @throws ArchiverError `InvalidInput` where KVS refuses it, `NotFound` also where the stream keeps no data,
   *   `Throttled`, `AccessDenied`
   */
  change(
    streamArn: string,
    wanted: { readonly images?: ImageGeneration | null; readonly notifications?: FragmentNotification | null },
  ): Promise<void>;
}
