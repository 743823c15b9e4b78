const PACKET_BYTES = 188;
const HEADER_BYTES = 4;
const BODY_BYTES = PACKET_BYTES - HEADER_BYTES;
const SYNC = 0x47;
const STUFFING = 0xff;
const COUNTERS = 16;

/** What the adaptation field of a unit's first packet says. */
export interface UnitStart {
  readonly isRandomAccess: boolean;
  /** Program clock reference, in ticks of 1/90,000 s. */
  readonly pcrTicks?: number | undefined;
}

/** Packets of 188 bytes (ISO/IEC 13818-1, 2.4.3.2) in the order of their writing, with a counter for each PID. */
export class TransportPackets {
  readonly #packets: Uint8Array[] = [];
  readonly #counts = new Map<number, number>();

  /** All packets, one after the other. */
  finish(): readonly Uint8Array[] {
    return this.#packets;
  }

  /**
   * Writes one unit: a PES packet, or a section.
   * @param fills whether it is the last of its PID: then it takes as many packets as bring their number to a multiple of
   *   16, so that the counters of a segment that follows, which begin with 0 as well, go on without a break (RFC 8216,
   *   section 3 asks for that; a segment made by itself cannot know of those before it). Its last bytes take a packet each.
   */
  write(pid: number, unit: Uint8Array, start: UnitStart, fills = false): void {
    const fieldBytes = start.pcrTicks !== undefined ? 8 : start.isRandomAccess ? 2 : 0;
    const firstBytes = BODY_BYTES - fieldBytes;
    const single = fills ? this.#fillers(pid, unit.length, firstBytes) : 0;
    const whole = unit.length - single;
    let at = 0;
    while (at < unit.length) {
      const isFirst = at === 0;
      const room = at >= whole ? 1 : Math.min(isFirst ? firstBytes : BODY_BYTES, whole - at);
      this.#packet(pid, unit.subarray(at, at + room), isFirst ? start : undefined);
      at += room;
    }
  }

  /** How many of the last bytes are written one by one. */
  #fillers(pid: number, bytes: number, firstBytes: number): number {
    const before = this.#counts.get(pid) ?? 0;
    for (let single = 0; single < Math.min(bytes, COUNTERS * 2); single++) {
      const rest = bytes - single - firstBytes;
      const packets = before + single + 1 + Math.max(0, Math.ceil(rest / BODY_BYTES));
      if (packets % COUNTERS === 0) return single;
    }
    // Too short to be spread over as many packets: the counter jumps, which players forgive at a segment's border.
    return 0;
  }

  #packet(pid: number, payload: Uint8Array, start: UnitStart | undefined): void {
    const packet = new Uint8Array(PACKET_BYTES).fill(STUFFING);
    const count = this.#counts.get(pid) ?? 0;
    this.#counts.set(pid, count + 1);
    const hasField = payload.length < BODY_BYTES;
    packet.set([
      SYNC,
      (start === undefined ? 0 : 0x40) | (pid >> 8),
      pid & 0xff,
      (hasField ? 0x30 : 0x10) | (count % COUNTERS),
    ]);
    const fieldBytes = BODY_BYTES - payload.length;
    if (hasField) packet[HEADER_BYTES] = fieldBytes - 1;
    if (fieldBytes > 1) {
      const { isRandomAccess = false, pcrTicks } = start ?? {};
      packet[HEADER_BYTES + 1] = (isRandomAccess ? 0x40 : 0) | (pcrTicks === undefined ? 0 : 0x10);
      if (pcrTicks !== undefined) packet.set(clockReference(pcrTicks), HEADER_BYTES + 2);
    }
    packet.set(payload, PACKET_BYTES - payload.length);
    this.#packets.push(packet);
  }
}

/** 33 bits of base, six reserved, and an extension of 0 (2.4.3.5). */
function clockReference(ticks: number): number[] {
  const base = ticks % 2 ** 33;
  const upper = Math.floor(base / 2);
  return [
    Math.floor(upper / 2 ** 24) & 0xff,
    (upper >>> 16) & 0xff,
    (upper >>> 8) & 0xff,
    upper & 0xff,
    ((base % 2) << 7) | 0x7e,
    0,
  ];
}
