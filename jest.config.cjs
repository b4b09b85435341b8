/** All unit, store and service tests in one run; the system tests in `e2e` have a run of their own. */
module.exports = {
  // Heeded only here, not in the projects' own configurations, when they run together.
  testTimeout: 180_000,
  projects: ['<rootDir>/libs/*', '<rootDir>/apps/*', '<rootDir>/tools', '<rootDir>/tools/docs'],
};
