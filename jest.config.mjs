const source = name => `<rootDir>/${name}/src/index.ts`

/** @type {import('jest').Config} */
export default {
  testEnvironment: '<rootDir>/packages/testing/jest-environment.cjs',
  testMatch: ['<rootDir>/{packages,apps,recipes}/*/src/**/*.test.ts', '<rootDir>/examples/*.test.ts'],
  setupFilesAfterEnv: ['<rootDir>/packages/testing/src/setup.ts'],
  transform: {
    '\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'commonjs' } },
    ],
  },
  // Tests run on the sources: no build is needed first.
  moduleNameMapper: {
    '^@dfpir/app-([^/]+)/(.*)$': '<rootDir>/apps/$1/src/$2/index.ts',
    '^@dfpir/app-(.*)$': source('apps/$1'),
    '^@dfpir/([^/]+)/([^/]+)$': '<rootDir>/packages/$1/src/$2.ts',
    '^@dfpir/(.*)$': source('packages/$1'),
    '^(\\.{1,2}/.*)\\.js$': '$1',
    // Jest loads no ES modules out of packages: these have builds of another kind.
    '^vega$': '<rootDir>/node_modules/vega/build/vega.js',
    '^vega-lite$': '<rootDir>/node_modules/vega-lite/build/vega-lite.min.js',
  },
  maxWorkers: 2,
  // A process per test file: native libraries outlive the realms that tests run in, and a worker that went on crashed.
  workerIdleMemoryLimit: '1MB',
  testTimeout: 1_800_000, // for what never ends: slow machines are no failures
}
