const { join } = require('node:path');

/** What every project's jest.config.cjs starts from: swc, sources instead of builds, typed-ocpp (ESM only) let through. */
module.exports = {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/src/**/*.spec.ts', '<rootDir>/src/**/*.e2e-spec.ts'],
  moduleFileExtensions: ['ts', 'js', 'cjs', 'mjs', 'json', 'node'],
  testEnvironmentOptions: { customExportConditions: ['@chargebus/source', 'node', 'require', 'default'] },
  transform: {
    '^.+\\.(ts|js|mjs)$': [
      '@swc/jest',
      {
        jsc: {
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
          target: 'es2023',
          keepClassNames: true,
        },
        module: { type: 'commonjs' },
      },
    ],
  },
  transformIgnorePatterns: ['/node_modules/(?!typed-ocpp/)'],
  testTimeout: 180_000,
  // Lets the tests of one run share a PostgreSQL, which is started only when a test asks for it.
  globalSetup: join(__dirname, 'libs/embedded-infra/jest-run-setup.cjs'),
  globalTeardown: join(__dirname, 'libs/embedded-infra/jest-run-teardown.cjs'),
};
