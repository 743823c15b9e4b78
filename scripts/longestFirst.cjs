const { default: Sequencer } = require('@jest/test-sequencer');

/** What runs a whole stack, plays seeds or packages the service: begun last, one worker would end alone with it. */
const LONG = [
  /\/tests\/e2e\//,
  /\/tests\/simulation\//,
  /\/tests\/serverless\//,
  /\/tests\/fuzz\//,
  /\/tests\/local\/iam\//,
];

const rank = ({ path }) => {
  const found = LONG.findIndex((pattern) => pattern.test(path));
  return found < 0 ? LONG.length : found;
};

/** Long test files first, by where they stand; otherwise as Jest has them (by what it remembers, or by their size). */
module.exports = class LongestFirst extends Sequencer {
  sort(tests) {
    return [...super.sort(tests)].sort((one, other) => rank(one) - rank(other));
  }
};
