import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(__dirname, '../../..');
const SERVICE = join(ROOT, 'device/systemd/kvs-archiver-device.service');

/** A unit: the values of each key, by section. Source: systemd.syntax(7). */
function parseUnit(text: string): Map<string, Map<string, string[]>> {
  const sections = new Map<string, Map<string, string[]>>();
  let section: Map<string, string[]> | undefined;
  for (const line of text.split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    const name = /^\[(\w+)\]$/.exec(line)?.[1];
    if (name !== undefined) {
      section = new Map();
      sections.set(name, section);
      continue;
    }
    const [, key = '', value = ''] = /^(\w+)=(.*)$/.exec(line) ?? [];
    if (section === undefined || key === '') throw new Error(`no line of a unit: ${line}`);
    section.set(key, [...(section.get(key) ?? []), value]);
  }
  return sections;
}

describe('the unit of a camera', () => {
  const unit = parseUnit(readFileSync(SERVICE, 'utf8'));
  const service = unit.get('Service') ?? new Map<string, string[]>();

  test('has the three sections, starts again for ever, and ends later than the producer does', () => {
    expect([...unit.keys()]).toEqual(['Unit', 'Service', 'Install']);
    expect(service.get('Restart')).toEqual(['always']);
    expect(unit.get('Unit')?.get('StartLimitIntervalSec')).toEqual(['0']);
    expect(Number(service.get('TimeoutStopSec')?.[0])).toBeGreaterThan(15);
  });

  test('runs as a user that can do nothing else', () => {
    expect(service.get('User')).toEqual(['kvs-camera']);
    const closed = ['NoNewPrivileges', 'ProtectHome', 'PrivateTmp', 'RestrictNamespaces', 'ProtectKernelModules'];
    for (const key of closed) expect([key, service.get(key)]).toEqual([key, ['yes']]);
    expect([service.get('ProtectSystem'), service.get('CapabilityBoundingSet')]).toEqual([['strict'], ['']]);
  });

  test('systemd itself takes it, where there is one', () => {
    const { error, stdout, stderr } = spawnSync('systemd-analyze', ['verify', SERVICE], { encoding: 'utf8' });
    if (error !== undefined) {
      process.stdout.write(`systemd-analyze is not installed: ${error.message}\n`);
      return;
    }
    // Programs that are on the board and not here are no matter.
    const faults = `${stdout}${stderr}`.split('\n').filter((line) => line.includes('kvs-archiver-device.service:'));
    expect(faults.filter((line) => !/not executable|No such file/.test(line))).toEqual([]);
  });
});

describe('the folder for a board', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kvs-archiver-board-'));
    const made = spawnSync(process.execPath, [join(ROOT, 'scripts/bundle-device.mjs'), folder], { encoding: 'utf8' });
    expect([made.status, made.stderr]).toEqual([0, '']);
  }, 300_000);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const run = (...args: string[]) =>
    spawnSync(process.execPath, [join(folder, 'kvs-archiver.mjs'), ...args], { encoding: 'utf8', cwd: folder });

  test('runs without node_modules, and knows each option that the unit gives it', () => {
    const help = run('device', 'run', '--help');

    expect([help.status, help.stderr, existsSync(join(folder, 'node_modules'))]).toEqual([0, '', false]);
    const [, command = ''] = /kvs-archiver\.mjs (device run .*)'/.exec(readFileSync(SERVICE, 'utf8')) ?? [];
    const options = command.match(/--[a-z-]+/g) ?? [];
    expect(options).toEqual(['--iot-config', '--source', '--fps', '--spool', '--spool-bytes']);
    expect(options.filter((option) => !help.stdout.includes(`${option} <`))).toEqual([]);
  });

  test('tells an error by its name and what to do', () => {
    const ran = run('device', 'run', '--iot-config', 'none.json', '--source', 'x.mp4');

    expect([ran.status, ran.stderr]).toEqual([2, 'kvs-archiver: --iot-config: none.json is not there\n']);
  });
});
