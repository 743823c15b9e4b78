/** Values of the functions' environment that are not one setting as it stands. */
const { readSettings } = require('./settings.cjs');

module.exports = {
  /** As core/retention/retentionClasses.ts reads it. */
  retentionClasses: async (variables) => JSON.stringify((await readSettings(variables)).retentionClasses),
};
