// passes
export * as part0 from '@fixture/ocpp';
export * as part1 from '@fixture/contract';
export * as part2 from '@fixture/platform-lib';
