/** All unit, store and service tests in one run; the system tests in `e2e` have a run of their own. */
module.exports = { projects: ['<rootDir>/libs/*', '<rootDir>/apps/*', '<rootDir>/tools', '<rootDir>/tools/docs'] };
