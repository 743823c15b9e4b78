/**
 * The archive bucket: the stack's own, `ArchiveBucket`, or with the setting `archiveBucket` one that was there before.
 * Whoever names it in a template asks here; roles do so by serverless/statements.cjs.
 */
const { readSettings } = require('./settings.cjs');

const referenceOf = ({ archiveBucket }) => (archiveBucket === '' ? { Ref: 'ArchiveBucket' } : archiveBucket);

module.exports = {
  referenceOf,
  /** For YAML: `${file(serverless/archiveBucket.cjs):reference}` is its name. */
  reference: async (variables) => referenceOf(await readSettings(variables)),
};
