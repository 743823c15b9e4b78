import { join } from 'node:path';
import { realSystem } from '../../../cloud/system/realSystem.ts';
import { packageService } from '../../../local/template/packageService.ts';
import { readMachine } from '../checks/machineFaults.ts';
import type { Fields, Template } from '../checks/Template.ts';

const ROOT = join(__dirname, '../../..');

export interface PackagedMachine {
  readonly template: Template;
  readonly definition: Graph;
}

/** A (sub-)machine, as far as these tests read it. */
export interface Graph {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}

export interface State extends Fields {
  readonly Type: string;
  readonly Resource?: string;
  readonly Retry?: readonly { readonly ErrorEquals: readonly string[]; readonly MaxAttempts?: number }[];
  readonly ItemProcessor?: Graph;
}

/** The archive machine as `sls package --stage prod` makes it, with the template around it. */
export async function packagedMachine(): Promise<PackagedMachine> {
  const cacheDir = join(ROOT, 'node_modules', '.cache', 'kvs-archiver');
  const packaged = await packageService({ root: ROOT, stage: 'prod', cacheDir, system: realSystem });
  const template = structuredClone(packaged.template) as unknown as Template;
  const properties = template.Resources.ArchiveStateMachine?.Properties ?? {};
  return { template, definition: readMachine(properties).definition as unknown as Graph };
}

/** A Map's processor, by the Map's name. */
export function processorOf(graph: Graph, map: string): Graph {
  const processor = graph.States[map]?.ItemProcessor;
  if (processor === undefined) throw new Error(`${map} is no Map`);
  return processor;
}

/** A state's name without what the second distributed Map puts before it. */
export function bareName(name: string): string {
  return name.replace(/^Long/, '');
}
