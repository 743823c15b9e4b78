/**
 * The settings: `params` of serverless.yml, read and checked before anything is packaged. Each fault names its setting.
 * The rest of the configuration takes them from here: `${self:custom.settings.NAME}` in YAML, `readSettings` in code.
 */
const { settings: schema } = require('./settings/schema.cjs');
const { conflictsOf } = require('./settings/conflicts.cjs');

const NAMES = Object.keys(schema.shape);
/**
 * Function names are the longest that are made from it: `kvs-archiver-{stage}-{function}`, 64 at most. Names of buckets
 * are CloudFormation's, in 63 characters of small letters, digits and hyphens.
 */
const STAGE = /^[a-z]([a-z0-9-]{0,18}[a-z0-9])?$/;

/** The framework prints an error's stack where there is one; of a wrong setting the message is all there is to say. */
class SettingsError extends Error {
  constructor(faults) {
    super(`wrong settings, see docs/operations.md\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
    this.name = 'SettingsError';
    this.stack = this.message;
  }
}

function stageFaults(stage) {
  if (STAGE.test(stage)) return [];
  return [`stage: "${stage}" is not 1 to 20 of a-z, 0-9 and -, beginning with a letter and not ending in -`];
}

/** Names in `params` and on the command line that are no settings. */
function unknownNames(params, options) {
  const inFile = Object.entries(params ?? {}).flatMap(([stage, values]) =>
    Object.keys(values ?? {}).map((name) => [name, `params.${stage}`]),
  );
  const given = [options.param ?? []].flat().map((item) => [String(item).split('=', 1)[0], '--param']);
  return [...inFile, ...given]
    .filter(([name]) => !NAMES.includes(name))
    .map(([name, where]) => `${name}: there is no such setting (${where})`);
}

function issueText({ path, message }) {
  const [name, ...rest] = path.map(String);
  return `${name}: ${rest.length > 0 ? `${rest.join('.')}: ` : ''}${message}`;
}

/**
 * @param values by name, as `params` hold them; null where one has no value
 * @param region of the stack
 * @returns {{ settings?: object, faults: string[] }} settings where there are no faults
 */
function checkSettings(values, region) {
  const missing = NAMES.filter((name) => values[name] === null || values[name] === undefined);
  if (missing.length > 0) return { faults: missing.map((name) => `${name}: has no value in params.default`) };
  const result = schema.safeParse(values);
  if (!result.success) return { faults: result.error.issues.map(issueText) };
  const faults = conflictsOf(result.data, region);
  return faults.length > 0 ? { faults } : { faults, settings: result.data };
}

/** @returns the settings of the stage that is being packaged: `custom.settings`. @throws SettingsError */
module.exports = async ({ options, resolveVariable, resolveConfigurationProperty }) => {
  const values = {};
  for (const name of NAMES) values[name] = await resolveVariable(`param:${name}, null`);
  const checked = checkSettings(values, await resolveVariable('self:provider.region'));
  const faults = [
    ...stageFaults(await resolveVariable('sls:stage')),
    ...unknownNames(await resolveConfigurationProperty(['params']), options),
    ...checked.faults,
  ];
  if (faults.length > 0) throw new SettingsError(faults);
  return checked.settings;
};

/** For the other files of this folder: the settings, as they were read once. */
const readSettings = ({ resolveVariable }) => resolveVariable('self:custom.settings');

Object.assign(module.exports, { readSettings, checkSettings, stageFaults, unknownNames, NAMES });
