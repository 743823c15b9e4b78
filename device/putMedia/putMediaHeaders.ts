/**
 * The headers that make a request a PutMedia (documented: PutMedia; the acknowledgement header is sent by AWS's
 * producers, observed).
 * @param startMs epoch milliseconds; sent as decimal seconds, always with three decimals.
 */
export function putMediaHeaders(streamName: string, startMs: number): Record<string, string> {
  return {
    'x-amzn-stream-name': streamName,
    'x-amzn-fragment-timecode-type': 'ABSOLUTE',
    'x-amzn-producer-start-timestamp': (startMs / 1_000).toFixed(3),
    'x-amzn-fragment-acknowledgment-required': '1',
    'user-agent': 'kvs-archiver',
  };
}
