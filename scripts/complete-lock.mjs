/**
 * Completes package-lock.json with the platform packages that the registry of this machine does not serve (yet).
 *
 *     node scripts/complete-lock.mjs      after every `npm install` that changes the lock
 *
 * `npm install` leaves an optional package out of the lock when it cannot be had where the lock is made, and `npm ci`
 * then refuses the lock, on every platform. An entry with name, version and platform is all it needs: on another
 * platform nothing of it is fetched, and on its own it is taken from the registry by name and version.
 */
import { readFileSync, writeFileSync } from 'node:fs';

const path = new URL('../package-lock.json', import.meta.url);
const lock = JSON.parse(readFileSync(path, 'utf8'));
const OS = { darwin: 'darwin', linux: 'linux', win32: 'win32', android: 'android', freebsd: 'freebsd' };
const CPU = { arm64: 'arm64', x64: 'x64', arm: 'arm', ia32: 'ia32' };
const added = [];

for (const [place, entry] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const nested = `${place}/node_modules/${name}`;
    const hoisted = `node_modules/${name}`;
    if (place === '' || lock.packages[nested] !== undefined || lock.packages[hoisted] !== undefined) continue;
    if (!/^\d+\.\d+\.\d+$/.test(version)) throw new Error(`${name}: ${version} is no exact version`);
    const words = name.split(/[-/]/);
    const os = words.flatMap((word) => OS[word] ?? []);
    const cpu = words.flatMap((word) => CPU[word] ?? []);
    if (os.length === 0) throw new Error(`${name}: its name does not say for which platform it is`);
    lock.packages[hoisted] = {
      version,
      ...(cpu.length > 0 ? { cpu } : {}),
      ...(entry.dev === true ? { dev: true } : {}),
      optional: true,
      os,
    };
    added.push(`${name}@${version}`);
  }
}

const packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(path, `${JSON.stringify({ ...lock, packages }, null, 2)}\n`);
console.log(added.length === 0 ? 'the lock is complete' : `added ${added.join(', ')}`);
