/**
 * The functions: every entry of serverless/functions/{branch}.yml, one handler a file under functions/{branch}/.
 *
 * An entry is one of the framework's function entries, with three of our own on top:
 * - Its role is `{Name}Role`, which serverless/roles/{branch}.cjs fills; nothing need be written down.
 * - `routes:` are the routes of the HTTP API that it answers, one a line, `METHOD /v1/path scope`. Each is served twice,
 *   for a route of an HTTP API has exactly one authorizer: under `/v1` by the stage's own (a JWT with the scope
 *   `kvs-archiver/{scope}` where an issuer is set, else IAM: closed, never open), and under `/iam/v1` by IAM.
 *   Scopes: `read`, `export`, `manage`; `device` is for devices with IAM credentials and is served under `/iam/v1` alone;
 *   `open` lets everybody in, under `/v1` alone: only what OPEN names may be.
 * - `unrecorded: true`: its routes other than GET are no changes for the table of changes, where functions/api/respond.ts
 *   writes all others down.
 */
const { readdirSync, readFileSync } = require('node:fs');
const { join } = require('node:path');
const { parse } = require('yaml');
const { pascal } = require('./names.cjs');
const { readSettings } = require('./settings.cjs');

const ROUTE = /^(GET|PUT|POST|PATCH|DELETE) (\/v1\/\S+) (read|export|manage|device|open)$/;
/** Health, and what somebody was sent a link to: the token in its path is the permission. */
const OPEN = /^(GET \/v1\/health|(GET|POST) \/v1\/shared\/\{\w+\}(\/\S+)?)$/;
const IAM = { type: 'aws_iam' };

function routeOf(line, name) {
  const [, method, path, scope] = ROUTE.exec(line) ?? [];
  if (path === undefined) {
    throw new Error(`function ${name}: the route "${line}" is not METHOD /v1/path read|export|manage|device|open`);
  }
  if (scope === 'open' && !OPEN.test(`${method} ${path}`)) {
    throw new Error(`function ${name}: the route "${line}" may not be open`);
  }
  return { method, path, scope };
}

/** Where a route is served: once if it is open or for devices, else twice. */
const servedAt = ({ path, scope }) =>
  scope === 'open' ? [path] : scope === 'device' ? [`/iam${path}`] : [path, `/iam${path}`];

function eventsOf(line, name, jwt) {
  const { method, path, scope } = routeOf(line, name);
  if (scope === 'open') return [{ httpApi: { method, path } }];
  const signed = { httpApi: { method, path: `/iam${path}`, authorizer: IAM } };
  if (scope === 'device') return [signed];
  const authorizer = jwt ? { name: 'jwt', scopes: [`kvs-archiver/${scope}`] } : IAM;
  return [{ httpApi: { method, path, authorizer } }, signed];
}

/** Every entry as it stands, by its name. */
function entries() {
  const found = {};
  for (const file of readdirSync(join(__dirname, 'functions')).sort()) {
    if (!file.endsWith('.yml')) continue;
    for (const [name, entry] of Object.entries(parse(readFileSync(join(__dirname, 'functions', file), 'utf8')) ?? {})) {
      if (found[name] !== undefined) throw new Error(`function ${name} stands in two files, the second is ${file}`);
      found[name] = entry;
    }
  }
  return found;
}

/** Every route as it is served: its key, and what it asks for. */
function servedRoutes() {
  return Object.entries(entries()).flatMap(([name, { routes = [] }]) =>
    routes
      .map((line) => routeOf(line, name))
      .flatMap((route) => servedAt(route).map((path) => ({ key: `${route.method} ${path}`, ...route }))),
  );
}

/** Functions whose routes change things, which is written down. */
const recordingFunctions = () =>
  Object.entries(entries())
    .filter(([, { unrecorded }]) => unrecorded !== true)
    .filter(([name, { routes = [] }]) => routes.some((line) => routeOf(line, name).method !== 'GET'))
    .map(([name]) => name);

/** @returns the framework's `functions`, by name */
function functionsOf({ jwtIssuer, auditDays }) {
  const jwt = jwtIssuer !== '';
  // Where functions/api/respond.ts writes changes.
  const record = { CHANGES_TABLE: { Ref: 'ChangesTable' }, AUDIT_DAYS: auditDays };
  const functions = {};
  for (const [name, { routes = [], events = [], unrecorded: _unrecorded, ...entry }] of Object.entries(entries())) {
    const all = [...events, ...routes.flatMap((line) => eventsOf(line, name, jwt))];
    const environment = { ...(routes.length > 0 ? record : {}), ...entry.environment };
    functions[name] = {
      role: `${pascal(name)}Role`,
      ...entry,
      ...(Object.keys(environment).length > 0 ? { environment } : {}),
      ...(all.length > 0 ? { events: all } : {}),
    };
  }
  return functions;
}

module.exports = async (variables) => functionsOf(await readSettings(variables));
Object.assign(module.exports, { entries, functionsOf, recordingFunctions, servedRoutes });
