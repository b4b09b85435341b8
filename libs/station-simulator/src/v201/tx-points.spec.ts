import { decideStart, decideStop } from './tx-points';

const conditions = (connected: boolean, authorized: boolean): { connected: boolean; authorized: boolean } => ({
  connected,
  authorized,
});
const nothing = conditions(false, false);
const cable = conditions(true, false);
const token = conditions(false, true);
const both = conditions(true, true);

describe('A transaction of 2.0.1', () => {
  it.each([
    ['PowerPathClosed', [false, false, true]],
    ['EVConnected', [true, false, true]],
    ['Authorized', [false, true, true]],
    ['EVConnected,Authorized', [true, true, true]],
    ['DataSigned', [false, false, false]],
  ])('begins by TxStartPoint %s with a cable, a token or both as the point says', (points, expected) => {
    expect([cable, token, both].map((now) => decideStart(points.split(','), now))).toEqual(expected);
  });

  it.each([
    ['PowerPathClosed', both, cable, true],
    ['PowerPathClosed', both, token, true],
    ['PowerPathClosed', token, nothing, true],
    ['EVConnected', both, cable, false],
    ['EVConnected', both, token, true],
    ['Authorized', both, token, false],
    ['Authorized', both, cable, true],
    ['EVConnected,Authorized', both, cable, true],
    ['Authorized', cable, nothing, true],
  ])('by TxStopPoint %s, from %j to %j, ends: %s', (points, before, now, ends) => {
    expect(decideStop(points.split(','), before, now)).toBe(ends);
  });
});
