/** A PES packet as it was found. */
export interface FoundUnit {
  readonly pid: number;
  readonly pts: number;
  readonly dts: number;
  readonly randomAccess: boolean;
  readonly pcr: number | undefined;
  readonly data: Buffer;
}

export interface FoundSegment {
  readonly units: readonly FoundUnit[];
  /** By stream type. */
  readonly pids: ReadonlyMap<number, number>;
  /** Payload packets by PID. */
  readonly packets: ReadonlyMap<number, number>;
}

/** Takes a transport segment apart, and throws where a packet or a counter is not as it must be. */
export function demuxTransport(bytes: Buffer, counters = new Map<number, number>()): FoundSegment {
  if (bytes.length % 188 !== 0) throw new Error(`${bytes.length} bytes are no packets`);
  const open = new Map<number, { randomAccess: boolean; pcr: number | undefined; parts: Buffer[] }>();
  const units: FoundUnit[] = [];
  const pids = new Map<number, number>();
  const packets = new Map<number, number>();
  const close = (pid: number): void => {
    const unit = open.get(pid);
    if (unit !== undefined) units.push(readPes(pid, unit.randomAccess, unit.pcr, Buffer.concat(unit.parts)));
  };
  for (let at = 0; at < bytes.length; at += 188) {
    const packet = bytes.subarray(at, at + 188);
    if (packet[0] !== 0x47) throw new Error(`no sync byte at ${at}`);
    const word = packet.readUInt16BE(1);
    const [isStart, pid] = [(word & 0x4000) !== 0, word & 0x1fff];
    const control = packet[3] ?? 0;
    const expected = counters.get(pid) ?? control & 15;
    if ((control & 15) !== expected) throw new Error(`counter ${control & 15} of PID ${pid}, not ${expected}`);
    counters.set(pid, (expected + 1) & 15);
    packets.set(pid, (packets.get(pid) ?? 0) + 1);
    let payload = 4;
    let flags = 0;
    if ((control & 0x20) !== 0) {
      const length = packet[4] ?? 0;
      payload += 1 + length;
      flags = length > 0 ? (packet[5] ?? 0) : 0;
    }
    if ((control & 0x10) === 0 || payload >= 188) throw new Error('a packet without payload');
    const data = packet.subarray(payload);
    if (pid === 0) continue;
    if (pid === 0x1000) {
      const length = ((data[2] ?? 0) & 15) * 256 + (data[3] ?? 0);
      for (let entry = 13; entry < 4 + length - 4; entry += 5) {
        pids.set(data[entry] ?? 0, data.readUInt16BE(entry + 1) & 0x1fff);
      }
      continue;
    }
    if (isStart) {
      close(pid);
      const pcr = (flags & 0x10) === 0 ? undefined : packet.readUInt32BE(6) * 2 + ((packet[10] ?? 0) >> 7);
      open.set(pid, { randomAccess: (flags & 0x40) !== 0, pcr, parts: [] });
    }
    open.get(pid)?.parts.push(data);
  }
  for (const pid of open.keys()) close(pid);
  return { units, pids, packets };
}

function readPes(pid: number, randomAccess: boolean, pcr: number | undefined, pes: Buffer): FoundUnit {
  if (pes.readUIntBE(0, 3) !== 1) throw new Error('no PES packet');
  const told = pes.readUInt16BE(4);
  if (told !== 0 && told !== pes.length - 6) throw new Error(`a PES packet of ${pes.length - 6} bytes says ${told}`);
  const time = (at: number): number =>
    (((pes[at] ?? 0) >> 1) & 7) * 2 ** 30 + (pes.readUInt16BE(at + 1) >> 1) * 2 ** 15 + (pes.readUInt16BE(at + 3) >> 1);
  const pts = time(9);
  const dts = ((pes[7] ?? 0) & 0x40) === 0 ? pts : time(14);
  return { pid, pts, dts, randomAccess, pcr, data: pes.subarray(9 + (pes[8] ?? 0)) };
}
