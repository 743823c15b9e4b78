import { isDeepStrictEqual } from 'node:util';
import { ArchiverError, isArchiverError } from '../../../core/errors.ts';
import type { ExportRecord } from '../../../core/exports/Export.ts';
import type { PackageMethodSetting, PackageRecord } from '../../../core/packages/Package.ts';
import type { RunDescription, Runs } from '../../../core/ports/runs.ts';
import type { ExportApiPorts } from '../../../functions/api/steps/exports.ts';
import { cancelPackage } from '../../../functions/package/steps/cancelPackage.ts';
import { checkTranscode } from '../../../functions/package/steps/checkTranscode.ts';
import { copyOriginal } from '../../../functions/package/steps/copyOriginal.ts';
import { findLostPackages } from '../../../functions/package/steps/findLostPackages.ts';
import { finishPackage } from '../../../functions/package/steps/finishPackage.ts';
import { gatherSource } from '../../../functions/package/steps/gatherSource.ts';
import type { PackageInput } from '../../../functions/package/steps/packagePorts.ts';
import { probeSource } from '../../../functions/package/steps/probeSource.ts';
import { recordFailure } from '../../../functions/package/steps/recordFailure.ts';
import { startPackage } from '../../../functions/package/steps/startPackage.ts';
import { submitTranscode } from '../../../functions/package/steps/submitTranscode.ts';
import type { ExecutionResult } from '../../../local/states/interpreter/Execution.ts';
import { runStateMachine } from '../../../local/states/interpreter/runStateMachine.ts';
import { StateFailure } from '../../../local/states/interpreter/StateFailure.ts';
import { MemoryExportStore } from '../memory/MemoryExportStore.ts';
import type { MemoryStreamNames } from '../memory/MemoryLedgerSpans.ts';
import { MemoryObjectAssembler } from '../memory/MemoryObjectAssembler.ts';
import { MemoryObjectStore } from '../memory/MemoryObjectStore.ts';
import { MemoryPackageFiles } from '../memory/MemoryPackageFiles.ts';
import { MemoryPackageStore } from '../memory/MemoryPackageStore.ts';
import { simulatedSystem } from '../SimulatedClock.ts';
import { MemoryTranscoder } from './MemoryTranscoder.ts';

const definition = JSON.parse(
  JSON.stringify((require('../../../serverless/definitions.cjs') as { package: unknown }).package),
  (_key, value) => (value?.['Fn::GetAtt'] === undefined ? value : value['Fn::GetAtt'][0]),
) as unknown;

/** Executions by their names, as Step Functions keeps them: they are carried out when somebody asks. */
class WaitingRuns implements Runs {
  readonly started = new Map<string, unknown>();
  readonly ended = new Map<string, RunDescription['status']>();

  async start(executionId: string, input: Readonly<Record<string, unknown>>): Promise<void> {
    const standing = this.started.get(executionId) ?? input;
    if (!isDeepStrictEqual(standing, input)) throw new ArchiverError('Conflict', 'another run bears this name');
    this.started.set(executionId, standing);
  }

  async describe(executionId: string): Promise<RunDescription> {
    const input = this.started.get(executionId);
    if (input === undefined) throw new ArchiverError('NotFound', `there is no ${executionId}`);
    return { executionId, status: this.ended.get(executionId) ?? 'RUNNING', startedMs: 0, input };
  }
}

/** The package machine over memory: the real definition, interpreter and steps, in virtual time. */
export class PackageWorld {
  readonly system = simulatedSystem(1, Date.UTC(2026, 10, 21, 10));
  readonly objects = new MemoryObjectStore();
  readonly files = new MemoryPackageFiles(this.objects);
  readonly assembler = new MemoryObjectAssembler(this.objects);
  readonly packages = new MemoryPackageStore();
  readonly exports = new MemoryExportStore();
  readonly runs = new WaitingRuns();
  readonly exportRuns = new WaitingRuns();
  readonly transcoder = new MemoryTranscoder(this.objects);
  readonly told: { readonly type: string; readonly [key: string]: unknown }[] = [];
  readonly calls: string[] = [];
  /** What happens before a call of a step, by its name: an error, or something that others do meanwhile. */
  readonly before = new Map<string, () => Promise<void> | void>();
  settings = { packageDays: 30, segmentSeconds: 6, method: 'auto' as PackageMethodSetting, maxBytes: 10_000_000 };
  copyPictures = false;
  /** What copying comes to. */
  copying: () => Promise<unknown> = async () => ({ status: 'copied' });

  constructor() {
    this.objects.now = () => this.system.clock.now();
  }

  ports() {
    const { packages, objects, files, assembler, exports, runs, transcoder, settings, system } = this;
    const exporting: ExportApiPorts = {
      ...{ exports, objects, assembler, workBucket: 'work', exportsBucket: 'exports', system, exportDays: 7 },
      runs: this.exportRuns,
      names: { arnsOf: async (name: string) => (name === 'door' ? ['arn'] : []) } as unknown as MemoryStreamNames,
      links: { linkTo: async () => ({ url: 'https://link', expiresMs: 0 }) },
    };
    const events = {
      publish: async (type: string, detail: Readonly<Record<string, unknown>>) =>
        void this.told.push({ ...detail, type }),
    };
    return {
      ...{ packages, objects, files, assembler, exports, runs, transcoder, settings, system, exporting, events },
      copyPictures: this.copyPictures,
      ...{ deliveryBucket: 'delivery', stagingBucket: 'staging' },
    };
  }

  /** Puts a file, and hands its event over where it does not get lost. */
  async put(key: string, bytes: Uint8Array, { lost = false }: { lost?: boolean } = {}): Promise<void> {
    await this.objects.putObject('staging', key, bytes);
    await this.objects.delete({ bucket: 'staging', key });
    await this.objects.putIfAbsent({ bucket: 'staging', key }, bytes);
    if (!lost) await this.arrive(key);
  }

  arrive(key: string) {
    return startPackage({ detail: { bucket: { name: 'staging' }, object: { key } } }, this.ports());
  }

  lookAgain() {
    return findLostPackages(this.ports());
  }

  cancel(packageId: string) {
    return cancelPackage(packageId, this.ports());
  }

  /** The only record that there is. */
  get record(): PackageRecord {
    const [record, ...others] = this.packages.records.values();
    if (record === undefined || others.length > 0) throw new Error(`there are ${this.packages.records.size} packages`);
    return record;
  }

  /** Carries out every execution that was started and has not ended. */
  async runAll(): Promise<readonly ExecutionResult[]> {
    const results: ExecutionResult[] = [];
    for (const [name, input] of this.runs.started) {
      if (this.runs.ended.has(name)) continue;
      const result = await this.run(name, input);
      this.runs.ended.set(name, result.status === 'SUCCEEDED' ? 'SUCCEEDED' : 'FAILED');
      results.push(result);
    }
    return results;
  }

  /** The export that the only package waits for has ended so. */
  async endExport(change: Partial<ExportRecord>): Promise<void> {
    const [record] = this.exports.records.values();
    if (record !== undefined) this.exports.records.set(record.exportId, { ...record, ...change });
  }

  run(executionName: string, input: unknown): Promise<ExecutionResult> {
    const ports = this.ports();
    const steps: Readonly<Record<string, (given: never) => Promise<unknown>>> = {
      gatherSource: (given) => gatherSource(given, ports),
      probeSource: (given) => probeSource(given, ports),
      copyOriginal: (given) => copyOriginal(given, ports),
      copySegments: (_given: PackageInput) => this.copying(),
      submitTranscode: (given) => submitTranscode(given, ports),
      checkTranscode: (given) => checkTranscode(given, ports),
      finishPackage: (given) => finishPackage(given, ports),
      recordPackageFailure: (given) => recordFailure(given, ports),
    };
    return runStateMachine({
      definition,
      input,
      system: this.system,
      s3: this.objects,
      executionName,
      machineName: 'package',
      taskRunner: {
        run: async (_resource, args) => {
          const { FunctionName, Payload } = args as { FunctionName: string; Payload: unknown };
          this.calls.push(FunctionName);
          try {
            await this.before.get(FunctionName)?.();
            const result = await steps[FunctionName]?.(JSON.parse(JSON.stringify(Payload)) as never);
            return { StatusCode: 200, Payload: JSON.parse(JSON.stringify(result)) };
          } catch (error) {
            const cause = JSON.stringify({ errorMessage: error instanceof Error ? error.message : String(error) });
            throw new StateFailure(isArchiverError(error) ? error.kind : 'Error', cause);
          }
        },
      },
    });
  }
}
