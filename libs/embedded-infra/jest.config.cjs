module.exports = { ...require('../../jest.preset.cjs'), displayName: 'embedded-infra' };
