// Node 20 is one of the three that the tests run on; the SDK need not say so at each of its clients.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

/** Tests mirror the tree under tests/. Transformed by swc to CommonJS; `.ts` suffixes are resolved as written. */
export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/tests'],
  testMatch: ['**/*.test.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } },
    ],
    '\\.yaml$': '<rootDir>/scripts/yamlModule.cjs',
  },
  // What hangs shall end; a machine on which everything takes ten times as long is none that hangs.
  testTimeout: 120_000,
  // One more than the cores that they are meant for: end-to-end tests wait as much as they reckon.
  maxWorkers: 3,
  testSequencer: '<rootDir>/scripts/longestFirst.cjs',
};
