module.exports = { ...require('../../jest.preset.cjs'), displayName: 'transaction-billing' };
