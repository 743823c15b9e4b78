import { type DeliveryReach, packagePrefix } from '../../../core/delivery/deliveryPolicy.ts';
import { signPackageLink } from '../../../core/links/packageLink.ts';
import type { DeliverySigner } from '../../../core/ports/deliverySigner.ts';
import type { SigningKeys } from '../../../core/ports/signingKeys.ts';

/** Which files a package has beside its playlists: their names below `packages/{packageId}/`. */
export interface DeliveredFiles {
  readonly packageId: string;
  /** Such as `original.mp4`. */
  readonly original?: string;
  /** Such as `poster.jpg`. */
  readonly poster?: string;
  /** Such as `sprite/sprite.vtt`. */
  readonly sprite?: string;
}

/** Addresses that work as they are, in any player, until they expire. */
export interface PackageOutputs {
  readonly hls: string;
  readonly poster?: string;
  readonly sprite?: string;
  readonly original?: string;
}

export interface OutputPorts {
  readonly keys: SigningKeys;
  readonly signer: DeliverySigner;
  /** Where people reach the stack, without a slash at its end. */
  readonly frontUrl: string;
}

/** Addresses stay the same for so long: a player that comes back finds in its cache what it had. */
const STEADY_MS = 3_600_000;

/** When links of today expire: after `hours` at the earliest, an hour later at the latest. */
export const linksExpireMs = (nowMs: number, hours: number): number =>
  Math.ceil((nowMs + hours * 3_600_000) / STEADY_MS) * STEADY_MS;

/** The playlist of a package for whoever has the address: `/archive/packages/{token}/index.m3u8`. */
export async function packagePlayer(reach: DeliveryReach, { keys }: Pick<OutputPorts, 'keys'>): Promise<string> {
  const [key] = await keys.keys();
  return `${reach.frontUrl}/archive/packages/${signPackageLink(key, reach)}/index.m3u8`;
}

/**
 * @param expiresMs of all of them; see `linksExpireMs`
 * @param ip who may have the footage: an IPv4 address or CIDR; everybody without it
 * @throws ArchiverError of the ports
 */
export async function packageOutputs(
  { packageId, original, poster, sprite }: DeliveredFiles,
  { expiresMs, ip }: Pick<DeliveryReach, 'expiresMs' | 'ip'>,
  ports: OutputPorts,
): Promise<PackageOutputs> {
  const { frontUrl, signer } = ports;
  const reach = { packageId, frontUrl, expiresMs, ...(ip === undefined ? {} : { ip }) };
  const [hls, query] = await Promise.all([packagePlayer(reach, ports), signer.queryFor(reach)]);
  const signed = (name: string): string => `${frontUrl}/${packagePrefix(packageId)}${name}?${query}`;
  return {
    hls,
    ...(poster === undefined ? {} : { poster: signed(poster) }),
    // Its cues name pictures: they are given signatures as the playlists' segments are.
    ...(sprite === undefined ? {} : { sprite: hls.replace(/index\.m3u8$/, 'sprite.vtt') }),
    ...(original === undefined ? {} : { original: signed(original) }),
  };
}
