/** What became of images and announcements since the start. Nothing is lost without being counted. */
export interface DeliveryCounts {
  readonly images: {
    /** Fragments that asked for images where the stream makes them. */
    readonly fragments: number;
    readonly delivered: number;
    readonly bytes: number;
    /** Pictures that could not be made, or not be delivered. */
    readonly failed: number;
    /** Fragments that came when too many waited. */
    readonly dropped: number;
  };
  readonly notifications: { readonly delivered: number; readonly failed: number; readonly dropped: number };
}
