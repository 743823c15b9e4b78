import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { DescribeStateMachineCommand, ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn';
import { fleetQuotas } from '../../core/doctor/fleetQuotas.ts';
import type { FleetCounts, StackFacts } from '../../core/doctor/StackFacts.ts';
import type { Context } from '../Context.ts';
import { ApiClient } from '../connection/ApiClient.ts';
import { clientSettings, s3Settings } from '../connection/clientSettings.ts';
import type { Installation } from '../connection/Installation.ts';
import { openArchive } from '../connection/openArchive.ts';
import { countDeadLetters } from './countDeadLetters.ts';
import type { Probe } from './Probe.ts';
import { readQuotas } from './readQuotas.ts';
import { readSchedule } from './readSchedule.ts';

const OUTPUTS = [
  'ApiUrl',
  'ArchiveBucketName',
  'WorkBucketName',
  'ArchiveStateMachineArn',
  'EnrolmentsTableName',
  'StreamsTableName',
  'LedgerTableName',
  'RunsTableName',
];
const LAST_RUNS = 10;
const MAX_GAPS = 500;
/** Between two passes over a stream, where it names no interval: serverless.yml. */
const USUAL_INTERVAL_SECONDS = 300;

/** Reads everything that is asked of the whole: each call that the command line needs is tried on the way. */
export async function gatherStack(installation: Installation, probe: Probe, context: Context): Promise<StackFacts> {
  const { outputs, region, endpoint } = installation;
  const stateMachineArn = outputs.ArchiveStateMachineArn ?? '';
  const fleet = await probe.try('execute-api:Invoke', () => countFleet(new ApiClient(installation)));
  const { machine, runs } = await askMachine(installation, stateMachineArn, probe);
  const missingOutputs = OUTPUTS.filter((name) => outputs[name] === undefined);
  const openGaps =
    missingOutputs.length > 0
      ? undefined
      : await probe.try('dynamodb:Query', () => countOpenGaps(installation, context));
  await probe.try('s3:ListBucket', () => listBucket(installation, outputs.ArchiveBucketName ?? ''));
  const deadLetters = await countDeadLetters(installation, probe);
  const schedule = endpoint === undefined ? undefined : await readSchedule(endpoint, stateMachineArn);
  const told = endpoint === undefined ? await readQuotas(installation) : [];
  const size = { streams: fleet?.streams ?? 0, intervalSeconds: USUAL_INTERVAL_SECONDS };
  return {
    nowMs: context.system.clock.now(),
    region,
    calls: probe.calls,
    missingOutputs,
    regions: [...new Set([stateMachineArn.split(':')[3] ?? region])],
    quotas: fleetQuotas(size, told),
    ...(machine === undefined ? {} : { machine }),
    ...(runs === undefined ? {} : { runs }),
    ...(fleet === undefined ? {} : { fleet }),
    ...(openGaps === undefined ? {} : { openGaps }),
    ...(deadLetters === undefined ? {} : { deadLetters }),
    ...(schedule === undefined ? {} : { schedule }),
  };
}

async function countFleet(api: ApiClient): Promise<FleetCounts> {
  const counts = { streams: 0, paused: 0, behind: [] as string[], silent: [] as string[], losingSoon: [] as string[] };
  for await (const { streamName, settings, state } of api.eachItem('/streams')) {
    counts.streams += 1;
    if (settings.enabled === false) counts.paused += 1;
    if (state?.behind === true) counts.behind.push(streamName);
    if (state?.silent === true) counts.silent.push(streamName);
    if (state?.losingSoon === true) counts.losingSoon.push(streamName);
  }
  return counts;
}

async function askMachine(
  installation: Installation,
  stateMachineArn: string,
  probe: Probe,
): Promise<Partial<Pick<StackFacts, 'machine' | 'runs'>>> {
  const sfn = new SFNClient(await clientSettings(installation));
  try {
    const described = await probe.try('states:DescribeStateMachine', () =>
      sfn.send(new DescribeStateMachineCommand({ stateMachineArn })),
    );
    const listed = await probe.try('states:ListExecutions', () =>
      sfn.send(new ListExecutionsCommand({ stateMachineArn, maxResults: LAST_RUNS })),
    );
    const runs = listed?.executions?.map(({ status = '', startDate, name = '' }) => ({
      status,
      name,
      startMs: startDate?.getTime() ?? 0,
    }));
    return {
      // The embedded stack tells no status.
      ...(described === undefined ? {} : { machine: { status: described.status ?? 'ACTIVE' } }),
      ...(runs === undefined ? {} : { runs }),
    };
  } finally {
    sfn.destroy();
  }
}

async function countOpenGaps(
  installation: Installation,
  context: Context,
): Promise<NonNullable<StackFacts['openGaps']>> {
  const archive = await openArchive(installation, context);
  try {
    let count = 0;
    let soonestMs: number | undefined;
    for await (const { expiresMs } of archive.ports.ledger.openGaps()) {
      soonestMs ??= expiresMs;
      count += 1;
      if (count === MAX_GAPS) break;
    }
    return { count, ...(soonestMs === undefined ? {} : { soonestMs }) };
  } finally {
    archive.close();
  }
}

async function listBucket(installation: Installation, bucket: string): Promise<void> {
  const s3 = new S3Client(await s3Settings(installation));
  try {
    await s3.send(new ListObjectsV2Command({ Bucket: bucket, MaxKeys: 1 }));
  } finally {
    s3.destroy();
  }
}
