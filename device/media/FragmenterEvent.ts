/** What a fragmenter has to tell about a live source. */
export type FragmenterEvent =
  /** Somebody should change something; said once. */
  | { readonly kind: 'notice'; readonly message: string }
  /** Frames of that producer time cannot be sent, and why: nothing is left out in silence. */
  | { readonly kind: 'lost'; readonly firstMs: number; readonly lastMs: number; readonly reason: string };

export type OnFragmenterEvent = (event: FragmenterEvent) => void;
