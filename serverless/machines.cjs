/**
 * The state machines: one for each statemachines/{name}.asl.yml, with the role that serverless/roles/machines.cjs fills.
 * Its logical id is `{Name}StateMachine`, its name `kvs-archiver-{stage}-{name}`.
 */
const definitions = require('./definitions.cjs');
const { pascal } = require('./names.cjs');

const machineOf = (name, definition, stage) => ({
  id: `${pascal(name)}StateMachine`,
  name: `kvs-archiver-${stage}-${name}`,
  type: 'STANDARD',
  role: { 'Fn::GetAtt': [`${pascal(name)}MachineRole`, 'Arn'] },
  tracingConfig: { enabled: true },
  definition,
});

module.exports = async ({ resolveVariable }) => {
  const stage = await resolveVariable('sls:stage');
  return Object.fromEntries(
    Object.entries(definitions).map(([name, definition]) => [name, machineOf(name, definition, stage)]),
  );
};
