import type { DeliveryReach } from '../../../core/delivery/deliveryPolicy.ts';
import { signPackageLink } from '../../../core/links/packageLink.ts';
import type { PackageRecord } from '../../../core/packages/Package.ts';
import { posterKey } from '../../../core/packages/packagePlaces.ts';
import type { DeliverySigner } from '../../../core/ports/deliverySigner.ts';
import type { SigningKeys } from '../../../core/ports/signingKeys.ts';

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

/** When links of now expire: after `hours` at the earliest, an hour later at the latest. */
export const linksExpireMs = (nowMs: number, hours: number): number =>
  Math.ceil((nowMs + hours * 3_600_000) / STEADY_MS) * STEADY_MS;

/** Where a package plays for whoever has the address: `/archive/packages/{token}/index.m3u8`. */
export async function packagePlayer(reach: DeliveryReach, { keys }: Pick<OutputPorts, 'keys'>): Promise<string> {
  const [key] = await keys.keys();
  return `${reach.frontUrl}/archive/packages/${signPackageLink(key, reach)}/index.m3u8`;
}

/**
 * The addresses of a package that is complete.
 *
 * @param until `expiresMs` of all of them (see `linksExpireMs`), and `ip`: who may have the footage, an IPv4 address or
 *   CIDR; everybody without it
 * @throws ArchiverError of the ports
 */
export async function packageOutputs(
  { packageId, originals, pictures }: Pick<PackageRecord, 'packageId' | 'originals' | 'pictures'>,
  until: Pick<DeliveryReach, 'expiresMs' | 'ip'>,
  ports: OutputPorts,
): Promise<PackageOutputs> {
  const { frontUrl, signer } = ports;
  const reach = { packageId, frontUrl, ...until };
  const [hls, query] = await Promise.all([packagePlayer(reach, ports), signer.queryFor(reach)]);
  const signed = (key: string): string => `${frontUrl}/${key}?${query}`;
  const [original] = originals ?? [];
  return {
    hls,
    ...(pictures?.poster === true ? { poster: signed(posterKey(packageId)) } : {}),
    // Its cues name pictures: they are given signatures as the playlists' segments are.
    ...(pictures?.sprite === true ? { sprite: hls.replace(/index\.m3u8$/, 'sprite.vtt') } : {}),
    ...(original === undefined ? {} : { original: signed(original.key) }),
  };
}
