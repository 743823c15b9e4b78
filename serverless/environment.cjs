/** Values of the functions' environment that are not one setting as it stands. */
const definitions = require('./definitions.cjs');
const { pascal } = require('./names.cjs');
const { readSettings } = require('./settings.cjs');

/** Machines whose executions can be described: Express ones keep none. */
const STANDARD = Object.keys(definitions).filter((name) => name !== 'analyze');

module.exports = {
  /** ARNs of the machines of whose executions the HTTP API tells, with commas between. */
  machineArns: () => ({ 'Fn::Join': [',', STANDARD.map((name) => ({ Ref: `${pascal(name)}StateMachine` }))] }),
  /** As core/retention/retentionClasses.ts reads it. */
  retentionClasses: async (variables) => JSON.stringify((await readSettings(variables)).retentionClasses),
  /** With commas between. */
  streamBuckets: async (variables) => (await readSettings(variables)).streamBuckets.join(','),
  labelCategories: async (variables) => (await readSettings(variables)).labelCategories.join(','),
  /** Of the schedule that enrols streams by themselves: it rests where no setting says which. */
  discoverState: async (variables) => {
    const { enrolByTag, enrolByPrefix } = await readSettings(variables);
    return enrolByTag === '' && enrolByPrefix === '' ? 'DISABLED' : 'ENABLED';
  },
};
