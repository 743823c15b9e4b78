/** What a timeline shows beside footage: detections, segments that devices reported. In order of time. */
export interface TimelineLayer {
  /**
   * What falls into [fromMs, toMs) of producer time, in the shape in which the API shows it; at most `limit`.
   */
  between(streamName: string, fromMs: number, toMs: number, limit: number): Promise<readonly object[]>;
}
