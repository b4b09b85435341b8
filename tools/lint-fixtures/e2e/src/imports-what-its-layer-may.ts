// passes
export * as part0 from '@fixture/ocpp';
export * as part1 from '@fixture/contract';
export * as part2 from '@fixture/platform-lib';
export * as part3 from '@fixture/client';
export * as part4 from '@fixture/dev';
export * as part5 from '@fixture/test-lib';
