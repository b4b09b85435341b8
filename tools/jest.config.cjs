module.exports = {
  ...require('../jest.preset.cjs'),
  displayName: 'tools',
  testMatch: ['<rootDir>/*.spec.ts'],
  // The fixtures are packages of their own to ESLint, not to jest.
  modulePathIgnorePatterns: ['<rootDir>/lint-fixtures/'],
};
