import { ArchiverError } from '../errors.ts';
import { concatBytes } from '../matroska/ebml/encode.ts';
import type { ElementaryStream } from './ElementaryStream.ts';
import { PAT_PID, PMT_PID, streamPid, writePat, writePmt } from './programTables.ts';
import { TransportPackets } from './TransportPackets.ts';
import { writePes } from './writePes.ts';

/** How often the tables stand in a segment: as often as counters count, so that these too begin with 0 in the next. */
const TABLES = 16;
/** The clock runs this much ahead of decoding: 100 ms. */
const CLOCK_AHEAD_TICKS = 9000;

/**
 * A segment of an MPEG-2 transport stream, with its tables, for HLS (RFC 8216, 3.2). It depends on nothing but what is in
 * it: the same units give the same bytes.
 * @param streams pictures first where there are any; their times must be 100 ms or more
 * @throws ArchiverError `InvalidInput` without a unit
 */
export function writeTransportSegment(streams: readonly ElementaryStream[]): Uint8Array {
  const used = streams.filter(({ units }) => units.length > 0);
  const units = used
    .flatMap((stream, index) => stream.units.map((unit) => ({ stream, pid: streamPid(index), unit })))
    .sort((a, b) => a.unit.dtsTicks - b.unit.dtsTicks);
  if (units.length === 0) throw new ArchiverError('InvalidInput', 'a segment holds at least one frame');
  const [pat, pmt] = [writePat(), writePmt(used)];
  const packets = new TransportPackets();
  let tables = 0;
  units.forEach(({ stream, pid, unit }, index) => {
    for (; tables < TABLES && Math.floor((tables * units.length) / TABLES) === index; tables++) {
      packets.write(PAT_PID, pat, { isRandomAccess: false });
      packets.write(PMT_PID, pmt, { isRandomAccess: false });
    }
    const carriesClock = stream === used[0];
    const start = {
      isRandomAccess: unit.isRandomAccess,
      pcrTicks: carriesClock ? Math.max(0, unit.dtsTicks - CLOCK_AHEAD_TICKS) : undefined,
    };
    packets.write(pid, writePes(stream.kind, unit), start, unit === stream.units.at(-1));
  });
  return concatBytes(packets.finish());
}
