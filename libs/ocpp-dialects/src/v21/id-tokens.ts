import { words201, type TokenWords } from '../v201/id-tokens';

/** OCPP 2.1 made the types an open list, with three new words, and has room for long names. */
export const words21: TokenWords = {
  types: { ...words201.types, 'direct-payment': 'DirectPayment', evccid: 'EVCCID', vin: 'VIN' },
  longestGroup: 255,
};
