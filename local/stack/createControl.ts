import type { ServerResponse } from 'node:http';
import { ANSWERS } from '../customresources/createCustomResources.ts';
import { RequestTooLarge, readBody } from '../gateway/readBody.ts';
import type { Permissions } from '../iam/createPermissions.ts';
import type { KvsService } from '../kvs/createKvs.ts';
import { DEFAULT_SETTINGS, type KvsSettings } from '../kvs/settings.ts';
import type { Meter } from '../meter/createMeter.ts';
import type { Schedules } from '../schedule/createSchedules.ts';
import type { LocalService } from '../service.ts';

export interface ControlOptions {
  readonly outputs: Readonly<Record<string, string>>;
  readonly kvs: Pick<KvsService, 'settings' | 'configure' | 'deliveries'>;
  readonly schedules: Schedules;
  readonly faults: Pick<LocalService, 'handle'>;
  readonly meter: Pick<Meter, 'report' | 'reset'>;
  readonly services: readonly string[];
  readonly permissions: Pick<Permissions, 'report'>;
  readonly things: Pick<LocalService, 'handle'>;
  /** Where functions answer that make resources of the template. */
  readonly customResources: Pick<LocalService, 'handle'>;
  /** Where people sign in, if they have to. */
  readonly signIn?: Pick<LocalService, 'handle'> | undefined;
}

const BODY_LIMIT_BYTES = 64 * 1024;

function send(response: ServerResponse, status: number, body: unknown): void {
  const text = `${JSON.stringify(body, undefined, 2)}\n`;
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
  response.end(text);
}

const fault = (response: ServerResponse, status: number, code: string, message: string): void =>
  send(response, status, { error: { code, message } });

/** A change of the KVS emulator's settings, or what is wrong with it. */
function readSettings(change: unknown): Partial<KvsSettings> | string {
  if (typeof change !== 'object' || change === null || Array.isArray(change)) return 'the body must be an object';
  for (const [name, value] of Object.entries(change)) {
    if (!Object.hasOwn(DEFAULT_SETTINGS, name)) return `there is no setting ${name}`;
    const usual: unknown = DEFAULT_SETTINGS[name as keyof KvsSettings];
    const isLag = name === 'listingLagMs' && typeof value === 'object' && value !== null;
    if (typeof value !== typeof usual && !isLag) return `${name} must be a ${typeof usual}`;
    if (typeof value === 'number' && !(value >= 0)) return `${name} must not be negative`;
    if (name === 'quotas' && value !== 'default' && value !== 'aws') return 'quotas must be default or aws';
    if (name === 'duplicateSurvivor' && value !== 'oldest' && value !== 'newest')
      return `${name} must be oldest or newest`;
  }
  return change as Partial<KvsSettings>;
}

/** What belongs to the embedded stack itself and to no service: `/_local/*`. */
export function createControl(options: ControlOptions): LocalService {
  const { outputs, kvs, schedules } = options;
  return {
    name: 'control',
    async handle(request, response) {
      const path = (request.url ?? '').split('?', 1)[0] ?? '';
      const call = `${request.method} ${path}`;
      if (call === 'GET /_local/outputs') return send(response, 200, outputs);
      if (call === 'GET /_local/health') return send(response, 200, { status: 'ok', services: options.services });
      if (call === 'GET /_local/permissions') return send(response, 200, { items: options.permissions.report() });
      if (call === 'GET /_local/kvs') return send(response, 200, kvs.settings());
      if (call === 'GET /_local/kvs/deliveries') return send(response, 200, kvs.deliveries());
      if (call === 'POST /_local/kvs') {
        let change: Partial<KvsSettings> | string;
        try {
          change = readSettings(JSON.parse((await readBody(request, BODY_LIMIT_BYTES)).toString('utf8')));
        } catch (error) {
          if (error instanceof RequestTooLarge) change = error.message;
          else if (error instanceof SyntaxError) change = 'the body is not JSON';
          else throw error;
        }
        if (typeof change === 'string') return fault(response, 400, 'InvalidInput', change);
        kvs.configure(change);
        return send(response, 200, kvs.settings());
      }
      if (call === 'GET /_local/calls') return send(response, 200, options.meter.report());
      if (call === 'DELETE /_local/calls') return send(response, 200, options.meter.reset());
      if (path.startsWith(ANSWERS)) return options.customResources.handle(request, response);
      if (/^\/_local\/things(\/|$)/.test(path)) return options.things.handle(request, response);
      if (options.signIn !== undefined && path.startsWith('/_local/issuer/')) {
        return options.signIn.handle(request, response);
      }
      if (path === '/_local/faults') return options.faults.handle(request, response);
      if (call === 'GET /_local/schedules') {
        const items = schedules.schedules.map(({ name, logicalId, enabled, targetArn }) => ({
          name,
          logicalId,
          enabled,
          targetArn,
        }));
        return send(response, 200, { items });
      }
      const run = /^POST \/_local\/schedule\/([^/]+)\/run$/.exec(call)?.[1];
      if (run !== undefined) {
        const name = /%[^0-9a-f]|%$/i.test(run) ? run : decodeURIComponent(run);
        if (await schedules.run(name)) return send(response, 202, { schedule: name });
        return fault(response, 404, 'NotFound', `there is no schedule ${name}`);
      }
      fault(response, 404, 'NotFound', `there is no ${call}`);
    },
    close: () => Promise.resolve(),
  };
}
