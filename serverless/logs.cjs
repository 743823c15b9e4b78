/**
 * Log groups of the state machines, under the prefix that Step Functions may write to without a policy a machine. Those
 * of functions and of the HTTP API are the framework's, with the same retention.
 */
const definitions = require('./definitions.cjs');
const { pascal } = require('./names.cjs');
const { readSettings } = require('./settings.cjs');

const group = (stage, name, days) => ({
  Type: 'AWS::Logs::LogGroup',
  Properties: { LogGroupName: `/aws/vendedlogs/states/kvs-archiver-${stage}-${name}`, RetentionInDays: days },
});

module.exports = async (variables) => {
  const stage = await variables.resolveVariable('sls:stage');
  const { logRetentionDays } = await readSettings(variables);
  const groups = Object.keys(definitions).map((name) => [
    `${pascal(name)}MachineLogs`,
    group(stage, name, logRetentionDays),
  ]);
  return { Resources: Object.fromEntries(groups) };
};
