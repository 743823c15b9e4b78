import { join } from 'node:path';
import { ArchiverError } from '../../core/errors.ts';
import { parseIdentifier } from '../../core/segments/segmentReport.ts';
import type { System } from '../../core/system.ts';
import type { OutgoingFragment } from '../../device/media/OutgoingFragment.ts';
import { SegmentClient, type SegmentClientOptions } from '../../device/segments/SegmentClient.ts';
import type { SegmentEvent } from '../../device/segments/SegmentEvent.ts';
import { SegmentReporter } from '../../device/segments/SegmentReporter.ts';
import type { SegmentOptions } from '../options/eventOptions.ts';
import { plural } from '../terminal/plural.ts';
import type { DeviceConnection } from './connectDevice.ts';

/** Reports that go out while a device runs. */
export interface SegmentReports {
  readonly onRecorded: (fragment: OutgoingFragment) => void;
  /** What came of them: `lost` were refused or dropped, and nobody will hear of them. */
  told(): { readonly reported: number; readonly waiting: number; readonly lost: number };
  /** The last one is cut; what is not sent within seconds waits for the next run, where there is a spool. */
  close(): Promise<void>;
}

export interface SegmentContext {
  readonly connection: DeviceConnection;
  readonly streamName: string;
  readonly say: (text: string) => void;
  readonly system: System;
}

interface Tally {
  reported: number;
  lost: number;
}

const SHORTEST_MS = 1_000;

/**
 * Reports of segments where `--device-id` asks for them.
 * @throws ArchiverError `InvalidInput` that names the option
 */
export function openSegments(
  options: SegmentOptions & { readonly spool?: string },
  { connection, streamName, say, system }: SegmentContext,
): SegmentReports | undefined {
  if (options.deviceId === undefined) return undefined;
  const deviceID = parseIdentifier(options.deviceId, '--device-id');
  const { thing } = connection;
  if (thing !== undefined && thing !== deviceID) {
    throw new ArchiverError('InvalidInput', `--device-id: by its certificate this device is ${thing}, and no other`);
  }
  if (options.segmentLength < SHORTEST_MS) {
    throw new ArchiverError('InvalidInput', '--segment-length: a fragment lasts a second or more; give 1s or more');
  }
  const client = new SegmentClient({
    ...whereTo(options.apiUrl ?? connection.apiUrl, connection),
    region: connection.region,
    credentials: connection.credentials,
    now: () => system.clock.now(),
  });
  const tally: Tally = { reported: 0, lost: 0 };
  const reporter = new SegmentReporter({
    deviceID,
    streamName,
    lengthMs: options.segmentLength,
    put: (report, stop) => client.put(report, stop),
    folder: options.spool === undefined ? undefined : join(options.spool, 'reports'),
    system,
    onEvent: tellOf(tally, say),
  });
  return {
    onRecorded: (fragment) => reporter.record(fragment),
    told: () => ({ ...tally, waiting: reporter.waiting }),
    close: () => reporter.close(),
  };
}

function whereTo(
  api: string | undefined,
  { thing, endpoint }: DeviceConnection,
): Pick<SegmentClientOptions, 'apiUrl' | 'root' | 'thing'> {
  if (api === undefined) {
    throw new ArchiverError(
      'InvalidInput',
      "--device-id: segments are reported where? Give the stack's output ApiUrl as --api-url",
    );
  }
  if (!URL.canParse(api) || !/^https?:$/.test(new URL(api).protocol)) {
    throw new ArchiverError('InvalidInput', `--api-url: ${api} is no address`);
  }
  const isSigned = thing !== undefined || endpoint === undefined;
  return { apiUrl: api, root: isSigned ? '/iam/v1' : '/v1', thing };
}

/** Trouble when it begins, and when it is over. */
function tellOf(tally: Tally, say: (text: string) => void): (event: SegmentEvent) => void {
  let isWaiting = false;
  return (event) => {
    switch (event.kind) {
      case 'segment-reported':
        tally.reported += 1;
        if (isWaiting) say(`segments are reported again; ${event.waiting} still wait`);
        isWaiting = false;
        return;
      case 'segments-waiting':
        if (!isWaiting) say(`${plural(event.waiting, 'segment')} cannot be reported yet: ${event.because.message}`);
        isWaiting = true;
        return;
      case 'segment-refused':
        tally.lost += 1;
        return say(`the report of segment ${event.report.clientID} is refused: ${event.because.message}`);
      case 'segment-dropped':
        tally.lost += 1;
        return say(`the report of segment ${event.report.clientID} is lost: ${event.reason}`);
      case 'segment-spool-trouble':
        return say(`reports of segments are kept in memory alone: ${event.because.message}`);
    }
  };
}
