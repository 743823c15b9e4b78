import { ArchiverError, type ErrorKind, isArchiverError } from '../../../core/errors.ts';
import { chooseMethod } from '../../../core/packages/chooseMethod.ts';
import type { PackageMethod, PackageMethodSetting } from '../../../core/packages/Package.ts';
import type { Probe } from '../../../core/packages/Probe.ts';
import type { PackageFile } from '../../../core/ports/packageFiles.ts';
import { failPackage } from './failPackage.ts';
import { type PackageInput, type PackagePorts, type Refused, STOPPED, type Stopped } from './packagePorts.ts';
import { readProbe } from './readProbe.ts';
import { type SourcePorts, sourceFiles } from './sourceFiles.ts';
import { underWay } from './underWay.ts';

/** `asked`: where it is `auto`, what cannot be copied after all is transcoded. */
export type Probed =
  | { readonly status: 'playable'; readonly method: PackageMethod; readonly asked: PackageMethodSetting }
  | Refused
  | Stopped;

export interface ProbePorts extends PackagePorts {
  readonly exports: SourcePorts['exports'];
}

/** What is wrong with the file itself: no other try finds another one. */
const OF_THE_FILE: readonly ErrorKind[] = [
  'UnsupportedMedia',
  'Truncated',
  'Corrupt',
  'Expired',
  'Conflict',
  'InvalidInput',
];

/** Finds out what is to be packaged and how, and refuses what cannot be played, with the reason. */
export async function probeSource({ packageId }: PackageInput, ports: ProbePorts): Promise<Probed> {
  const record = await underWay(packageId, ports);
  if (record === undefined) return STOPPED;
  try {
    const files = await sourceFiles(record, ports);
    const probe = await probeAll(files, ports);
    const method = chooseMethod(record, probe);
    await ports.packages.note(packageId, { probe, method });
    return { status: 'playable', method, asked: record.asked };
  } catch (error) {
    if (!isArchiverError(error) || !OF_THE_FILE.includes(error.kind)) throw error;
    return failPackage(packageId, { code: error.kind, message: error.message }, ports);
  }
}

/** The first file, with the bytes and the time of all. @throws ArchiverError of `readProbe`; `InvalidInput` for too much */
async function probeAll(files: readonly PackageFile[], ports: ProbePorts): Promise<Probe> {
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  const { maxBytes } = ports.settings;
  if (bytes > maxBytes) {
    throw new ArchiverError('InvalidInput', `the file has ${bytes} bytes, and at most ${maxBytes} are packaged`);
  }
  const probes: Probe[] = [];
  for (const file of files) probes.push(await readProbe(file, ports.objects));
  const [first] = probes;
  if (first === undefined) throw new ArchiverError('Expired', 'there is nothing to be packaged');
  return { ...first, bytes, durationMs: probes.reduce((sum, { durationMs }) => sum + durationMs, 0) };
}
