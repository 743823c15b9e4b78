/** Values of the functions' environment that are not one setting as it stands. */
const { addresses } = require('./machines.cjs');
const { readSettings } = require('./settings.cjs');

module.exports = {
  /** As functions/wiring/machineRuns.ts reads it. */
  machines: () => addresses(),
  /** As core/retention/retentionClasses.ts reads it. */
  retentionClasses: async (variables) => JSON.stringify((await readSettings(variables)).retentionClasses),
  /** With commas between. */
  streamBuckets: async (variables) => (await readSettings(variables)).streamBuckets.join(','),
  jwtAudience: async (variables) => (await readSettings(variables)).jwtAudience.join(','),
  labelCategories: async (variables) => (await readSettings(variables)).labelCategories.join(','),
  /** Of the schedule that enrols streams by themselves: it rests where no setting says which. */
  discoverState: async (variables) => {
    const { enrolByTag, enrolByPrefix } = await readSettings(variables);
    return enrolByTag === '' && enrolByPrefix === '' ? 'DISABLED' : 'ENABLED';
  },
};
