/**
 * The state machines: one for each statemachines/{name}.asl.yml, with the role that serverless/roles/machines.cjs fills.
 * Its logical id is `{Name}StateMachine`, its name `kvs-archiver-{stage}-{name}`.
 */
const definitions = require('./definitions.cjs');
const { pascal } = require('./names.cjs');
const { readSettings } = require('./settings.cjs');

/** Settings that are the MaxConcurrency of a Map, by its state's name; a second Map's states bear its Label in front. */
const CONCURRENCY = [
  [/^LiveStreams$/, 'streamConcurrency'],
  [/ArchiveClips$/, 'clipConcurrency'],
  [/ArchiveBundles$/, 'clipConcurrency'],
];

/** The definition with the stack's concurrency in place of the one that is written in it. */
function withConcurrency({ States, ...machine }, settings) {
  const states = Object.entries(States).map(([name, state]) => {
    const [, setting] = CONCURRENCY.find(([pattern]) => state.Type === 'Map' && pattern.test(name)) ?? [];
    return [
      name,
      {
        ...state,
        ...(setting === undefined ? {} : { MaxConcurrency: settings[setting] }),
        ...(state.ItemProcessor === undefined ? {} : { ItemProcessor: withConcurrency(state.ItemProcessor, settings) }),
      },
    ];
  });
  return { ...machine, States: Object.fromEntries(states) };
}

/** Machines that are started for every small thing: by their time they cost a hundredth of what their transitions would. */
const EXPRESS = ['analyze'];

const machineOf = (name, definition, stage, settings) => ({
  id: `${pascal(name)}StateMachine`,
  name: `kvs-archiver-${stage}-${name}`,
  type: EXPRESS.includes(name) ? 'EXPRESS' : 'STANDARD',
  role: { 'Fn::GetAtt': [`${pascal(name)}MachineRole`, 'Arn'] },
  tracingConfig: { enabled: true },
  loggingConfig: {
    level: settings.machineLogLevel,
    // Inputs and outputs stand in the history of Standard executions, and in the functions' own logs.
    includeExecutionData: false,
    ...(settings.machineLogLevel === 'OFF'
      ? {}
      : { destinations: [{ 'Fn::GetAtt': [`${pascal(name)}MachineLogs`, 'Arn'] }] }),
  },
  definition: withConcurrency(definition, settings),
});

/** For functions that look at runs: where each machine is, and what of it can be looked at. */
const addresses = () => {
  const rows = Object.keys(definitions).map((name) => {
    const type = EXPRESS.includes(name) ? 'EXPRESS' : 'STANDARD';
    return `"${name}":{"arn":"\${${pascal(name)}StateMachine}","type":"${type}"}`;
  });
  return { 'Fn::Sub': `{${rows.join(',')}}` };
};

module.exports = async (variables) => {
  const stage = await variables.resolveVariable('sls:stage');
  const settings = await readSettings(variables);
  return Object.fromEntries(
    Object.entries(definitions).map(([name, definition]) => [name, machineOf(name, definition, stage, settings)]),
  );
};
Object.assign(module.exports, { addresses });
