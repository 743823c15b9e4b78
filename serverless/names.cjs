/** `archiveClip` as CloudFormation's logical ids spell it: `ArchiveClip`. */
const pascal = (name) => name[0].toUpperCase() + name.slice(1);

module.exports = { pascal };
