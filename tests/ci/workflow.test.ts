import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

const ROOT = join(__dirname, '../..');
const FOLDER = join(ROOT, '.github/workflows');

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}
interface Job {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly 'timeout-minutes'?: number;
  readonly strategy?: { readonly matrix?: { readonly node?: readonly string[] } };
  readonly steps: readonly Step[];
}
interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions?: unknown;
  readonly jobs: Readonly<Record<string, Job>>;
}

/** What a reviewer would not let pass in a workflow. */
function workflowFaults(text: string): string[] {
  const { on, permissions, jobs } = parse(text) as Workflow;
  const faults: string[] = [];
  if (JSON.stringify(permissions) !== '{}') faults.push('its default permissions are not empty');
  if ('pull_request_target' in on) faults.push("pull_request_target runs strangers' code with the project's rights");
  if (/\$\{\{\s*(github\.event\.|github\.head_ref)/.test(text))
    faults.push("text of an event stands in a script's place");
  for (const [name, job] of Object.entries(jobs)) {
    const permitted = Object.entries(job.permissions ?? {});
    if (permitted.some(([what, how]) => what !== 'contents' || how !== 'read'))
      faults.push(`${name}: may more than read`);
    if (job['timeout-minutes'] === undefined) faults.push(`${name}: may run for six hours`);
    for (const { uses, with: settings } of job.steps) {
      if (uses === undefined) continue;
      if (!/^[\w.-]+\/[\w./-]+@[0-9a-f]{40}$/.test(uses)) faults.push(`${name}: ${uses} is not pinned by its commit`);
      if (uses.startsWith('actions/checkout@') && settings?.['persist-credentials'] !== false) {
        faults.push(`${name}: the checkout keeps its token`);
      }
    }
  }
  return faults;
}

/** Versions of Node that package.json promises, as `engines` has them: `^20.19 || ^22.13 || >=24`. */
function promisedVersions(): string[] {
  const { engines } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { engines: { node: string } };
  return [...engines.node.matchAll(/(\d+)(?:\.\d+)*/g)].map(([, major = '']) => major);
}

const text = readFileSync(join(FOLDER, 'ci.yml'), 'utf8');

test.each(readdirSync(FOLDER))('%s is one that can be let run', (file) => {
  expect(workflowFaults(readFileSync(join(FOLDER, file), 'utf8'))).toEqual([]);
});

test('it runs what .ci/run runs and nothing beside it, on each Node that package.json promises', () => {
  const { jobs } = parse(text) as Workflow;
  const [job, ...others] = Object.values(jobs);
  expect(others).toEqual([]);
  expect(job?.steps.flatMap(({ run }) => run ?? [])).toEqual(['.ci/run']);
  expect(job?.strategy?.matrix?.node?.map((version) => version.split('.')[0])).toEqual(promisedVersions());
});

test.each<[string, string, string, string]>([
  ['an action by its tag', '@11bd71901bbe5b1630ceea73d27597364c9af683', '@v4', 'is not pinned by its commit'],
  ['rights by default', 'permissions: {}', 'permissions: write-all', 'default permissions are not empty'],
  ['a job that may write', 'contents: read', 'contents: write', 'may more than read'],
  ['a token that is kept', 'persist-credentials: false', 'persist-credentials: true', 'the checkout keeps its token'],
  ['no end', '    timeout-minutes: 40\n', '', 'may run for six hours'],
  ["strangers' code", 'pull_request:', 'pull_request_target:', 'pull_request_target'],
  ['an event in a script', 'run: .ci/run', `run: echo \${{ github.event.pull_request.title }}`, 'text of an event'],
])('what is caught: %s', (_name, from, to, message) => {
  expect(text).toContain(from);
  expect(workflowFaults(text.replace(from, () => to)).join('\n')).toContain(message);
});
