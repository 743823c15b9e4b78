import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

const PROJECT = resolve(__dirname, '../..');
const read = (path: string) => readFileSync(join(PROJECT, path), 'utf8');
const documents = [
  'README.md',
  'CHANGELOG.md',
  ...(readdirSync(join(PROJECT, 'docs'), { recursive: true }) as string[])
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

describe('documents', () => {
  test.each(documents)('%s links to what is there', (document) => {
    const links = [...read(document).matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)].map(([, link = '']) => link);

    const broken = links.filter((link) => !existsSync(join(PROJECT, dirname(document), link)));
    expect(broken).toEqual([]);
  });

  test('invariants.md names files and tests that are there', () => {
    const text = read('docs/invariants.md');
    const named = [...text.matchAll(/`((?:[\w-]+\/)+[\w.-]*)`/g)].map(([, path = '']) => path);

    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((path) => !existsSync(join(PROJECT, path)))).toEqual([]);
    for (const promise of text.split(/^## /m).slice(1)) expect(promise).toContain('_Enforced by_');
  });

  test('dependencies.md gives a reason for every package, and for no other', () => {
    const { dependencies, devDependencies } = JSON.parse(read('package.json'));
    const rows = read('docs/dependencies.md').matchAll(/^\| (`[^|]+?) +\|/gm);
    const named = [...rows].flatMap(([, cell = '']) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name));

    expect(named.sort()).toEqual([...Object.keys(dependencies), ...Object.keys(devDependencies)].sort());
  });

  test('operations.md names every parameter of serverless.yml and every setting of a stream', () => {
    const text = read('docs/operations.md');
    const params = /^ {2}default:\n((?: {4}.*\n)+)/m.exec(read('serverless.yml'))?.[1] ?? '';
    const parameters = [...params.matchAll(/^ {4}(\w+):/gm)].map(([, name = '']) => name);
    const schema = read('core/streams/enrolment.ts');
    const body = schema.slice(schema.indexOf('z.strictObject({'), schema.indexOf('\n});'));
    const settings = [...body.matchAll(/^ {2}(\w+):/gm)].map(([, name = '']) => name);

    expect(parameters).toContain('settleSeconds');
    expect(settings).toContain('since');
    expect([...parameters, ...settings].filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
  });
});
