module.exports = { ...require('../../jest.preset.cjs'), displayName: 'ocpp-dialects' };
