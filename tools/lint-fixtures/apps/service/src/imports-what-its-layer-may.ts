// passes
export * as part0 from '@fixture/contract';
export * as part1 from '@fixture/platform-lib';
