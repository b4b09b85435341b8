module.exports = { ...require('../../jest.preset.cjs'), displayName: 'connection-gateway' };
