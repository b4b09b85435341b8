module.exports = { ...require('../../jest.preset.cjs'), displayName: 'station-simulator' };
