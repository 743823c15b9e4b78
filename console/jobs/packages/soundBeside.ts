/**
 * The playlist of sound that a playlist of renditions names beside its pictures; undefined where pictures bring their own.
 *
 * @param base of its addresses
 */
export function soundBeside(multivariant: string, base: string): string | undefined {
  const lines = multivariant.split(/\r?\n/).filter((line) => /^#EXT-X-MEDIA:.*TYPE=AUDIO/.test(line));
  const chosen = lines.find((line) => /DEFAULT=YES/.test(line)) ?? lines[0];
  const uri = /URI="([^"]+)"/.exec(chosen ?? '')?.[1];
  return uri === undefined ? undefined : new URL(uri, base).href;
}

/** Nobody hears so much. */
const UNHEARD_SECONDS = 0.03;
/** More than that is not caught up with by and by. */
const FAR_SECONDS = 0.35;
const HASTE = 0.05;

/** What has to be done with sound so that it goes with its pictures: at which rate, and whether it has to jump. */
export function followPictures(
  pictures: { readonly seconds: number; readonly rate: number },
  soundSeconds: number,
): { readonly rate: number; readonly jump: boolean } {
  const behind = pictures.seconds - soundSeconds;
  if (Math.abs(behind) > FAR_SECONDS) return { rate: pictures.rate, jump: true };
  if (Math.abs(behind) < UNHEARD_SECONDS) return { rate: pictures.rate, jump: false };
  return { rate: pictures.rate * (1 + Math.sign(behind) * HASTE), jump: false };
}
