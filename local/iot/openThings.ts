import { createHash, X509Certificate } from 'node:crypto';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeNewFile } from '../../cloud/system/lock/writeNewFile.ts';
import { ArchiverError } from '../../core/errors.ts';
import type { System } from '../../core/system.ts';
import type { Authority, IssuedCertificate } from './certificates/openAuthority.ts';

/** A device that is known here, with the one certificate that is attached to it. */
export interface Thing {
  readonly thingName: string;
  readonly thingTypeName?: string | undefined;
  readonly certificateId: string;
}

/** The registry of things; kept over restarts. */
export interface Things {
  /**
   * A new thing with a new certificate, ACTIVE and attached. The key is handed out once and not kept.
   * @throws ArchiverError `InvalidInput` for a name that is none, `Conflict` where there is such a thing
   */
  enrol(thingName: string): Promise<{ readonly thing: Thing; readonly issued: IssuedCertificate }>;
  find(thingName: string): Promise<Thing | undefined>;
  /** The thing that a certificate is attached to; undefined where it is unknown or taken back. */
  ofCertificate(certificateId: string): Promise<Thing | undefined>;
  list(): Promise<readonly Thing[]>;
  /** Its certificate is worth nothing from now on. @returns whether there was one */
  remove(thingName: string): Promise<boolean>;
}

/** Documented: AWS IoT API reference, CreateThing. */
const THING_NAME = /^[a-zA-Z0-9:_-]{1,128}$/;

/** Documented: a certificate's id is the SHA-256 of its DER form, in hex. */
export const certificateIdOf = (der: Uint8Array): string => createHash('sha256').update(der).digest('hex');

/** Opens the registry in `{dir}`, a file for each thing. */
export async function openThings(
  dir: string,
  authority: Pick<Authority, 'issue'>,
  thingTypeName: string | undefined,
  system: System,
): Promise<Things> {
  await mkdir(dir, { recursive: true });
  const pathOf = (thingName: string): string => join(dir, `${encodeURIComponent(thingName)}.json`);

  async function find(thingName: string): Promise<Thing | undefined> {
    if (!THING_NAME.test(thingName)) return undefined;
    try {
      return JSON.parse(await readFile(pathOf(thingName), 'utf8')) as Thing;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw new ArchiverError('Corrupt', `${pathOf(thingName)} is no thing; delete it`, { cause: error });
    }
  }

  async function list(): Promise<Thing[]> {
    const names = (await readdir(dir)).filter((file) => file.endsWith('.json')).sort();
    const found = await Promise.all(names.map((file) => find(decodeURIComponent(file.slice(0, -'.json'.length)))));
    return found.filter((thing) => thing !== undefined);
  }

  return {
    find,
    list,
    ofCertificate: async (id) => (await list()).find(({ certificateId }) => certificateId === id),
    async enrol(thingName) {
      if (!THING_NAME.test(thingName)) {
        throw new ArchiverError(
          'InvalidInput',
          `name: "${thingName}" is not 1 to 128 of a-z, A-Z, 0-9, ":", "_" and "-"`,
        );
      }
      // As with AWS IoT's own, the certificate does not say whose it is: the registry does.
      const issued = authority.issue('AWS IoT Certificate', { kind: 'client' });
      const certificateId = certificateIdOf(new X509Certificate(issued.certificate).raw);
      const thing: Thing = { thingName, ...(thingTypeName === undefined ? {} : { thingTypeName }), certificateId };
      if (!(await writeNewFile(pathOf(thingName), `${JSON.stringify(thing)}\n`, system.random.uuid()))) {
        throw new ArchiverError('Conflict', `there is a thing ${thingName} already`);
      }
      return { thing, issued };
    },
    async remove(thingName) {
      const known = (await find(thingName)) !== undefined;
      if (known) await rm(pathOf(thingName), { force: true });
      return known;
    },
  };
}
