/** WAVEFORMATEX format tags of G.711 (documented: RFC 2361). */
export const WAVE_FORMAT = { alaw: 6, mulaw: 7 } as const;

/** Whether a WAVEFORMATEX is one of A-law or mu-law sound. */
export function isG711(waveFormat: Uint8Array): boolean {
  const tag = (waveFormat[0] ?? 0) | ((waveFormat[1] ?? 0) << 8);
  return tag === WAVE_FORMAT.alaw || tag === WAVE_FORMAT.mulaw;
}

/** The WAVEFORMATEX of G.711 sound, which A_MS/ACM carries as CodecPrivate: 18 bytes, little endian. */
export function buildWaveFormat(
  law: keyof typeof WAVE_FORMAT,
  channels: number,
  samplingFrequency: number,
): Uint8Array {
  const view = new DataView(new ArrayBuffer(18));
  view.setUint16(0, WAVE_FORMAT[law], true);
  view.setUint16(2, channels, true);
  view.setUint32(4, samplingFrequency, true);
  // One byte a sample.
  view.setUint32(8, samplingFrequency * channels, true);
  view.setUint16(12, channels, true);
  view.setUint16(14, 8, true);
  return new Uint8Array(view.buffer);
}
