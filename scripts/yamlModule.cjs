const { parse } = require('yaml');

/** A YAML file as a module, for Jest: its transforms are kept, so the document is parsed when it changes and not in each test file. */
module.exports = {
  process: (text) => ({ code: `module.exports = JSON.parse(${JSON.stringify(JSON.stringify(parse(text)))});` }),
};
