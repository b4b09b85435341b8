module.exports = { ...require('../../jest.preset.cjs'), displayName: 'firmware-distribution' };
