import * as z from 'zod';
import { ArchiverError } from '../../core/errors.ts';

/** Documented: AWS IoT API reference, CreateThing and CreateRoleAlias; a stream's name allows fewer than a thing's. */
const THING = /^[a-zA-Z0-9:_-]{1,128}$/;
const ROLE_ALIAS = /^[\w=,@-]{1,128}$/;
const ENDPOINT = /^(?=.{1,260}$)([a-zA-Z0-9-]+\.)*[a-zA-Z0-9-]+(:\d{1,5})?$/;

/** What to give for an endpoint. */
const ENDPOINT_ADVICE =
  'is no host such as c1abc.credentials.iot.eu-west-1.amazonaws.com (aws iot describe-endpoint --endpoint-type iot:CredentialProvider)';

const schema = z.strictObject({
  endpoint: z
    .string()
    .transform((text) => text.replace(/^https:\/\//, '').replace(/\/+$/, ''))
    .pipe(z.string().regex(ENDPOINT, ENDPOINT_ADVICE)),
  certificate: z.string().min(1, 'names no file'),
  key: z.string().min(1, 'names no file'),
  ca: z.string().min(1, 'names no file').optional(),
  roleAlias: z.string().regex(ROLE_ALIAS, 'is no name of a role alias'),
  thing: z.string().regex(THING, 'is no name of a thing'),
  region: z.string().min(1).optional(),
  endpointUrl: z.url('is no address').optional(),
  apiUrl: z.url('is no address').optional(),
});

/**
 * How a device gets credentials by its certificate; as options of the command, or as a JSON file. Paths of a file are
 * relative to it.
 */
export interface IotSettings {
  /** Of the credentials provider. */
  readonly endpoint: string;
  /** Paths of PEM files. */
  readonly certificate: string;
  readonly key: string;
  readonly ca?: string | undefined;
  readonly roleAlias: string;
  readonly thing: string;
  /** Of the stream; without it, the one that the endpoint's name bears. */
  readonly region?: string | undefined;
  /** Of an embedded stack; AWS's own addresses where not given. */
  readonly endpointUrl?: string | undefined;
  /** Of the HTTP API, for segment reports. */
  readonly apiUrl?: string | undefined;
}

/**
 * @param source what is named in a fault: a file, or the options
 * @param nameOf how a field is called there
 * @throws ArchiverError `InvalidInput` that names every field that is wrong
 */
export function parseIotSettings(
  given: unknown,
  source: string,
  nameOf: (field: string) => string = (field) => field,
): IotSettings {
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  const faults = result.error.issues.map((issue) => {
    const field = issue.path.map(String).join('.');
    if (issue.code === 'unrecognized_keys') return `${issue.keys.join(', ')}: there is no such field`;
    if (issue.code === 'invalid_type') return `${nameOf(field)} is missing or no text`;
    return `${nameOf(field)} ${issue.message}`;
  });
  throw new ArchiverError('InvalidInput', `${source}: ${faults.join('; ')}`);
}

/** The Region in the name of an endpoint of AWS; undefined for any other. */
export function regionOfEndpoint(endpoint: string): string | undefined {
  return /\.credentials\.iot(?:-fips)?\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?(?::\d+)?$/.exec(endpoint)?.[1];
}
