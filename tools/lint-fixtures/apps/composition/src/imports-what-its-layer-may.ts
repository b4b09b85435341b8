// passes
export * as part0 from '@fixture/edge';
export * as part1 from '@fixture/service';
export * as part2 from '@fixture/ocpp';
export * as part3 from '@fixture/contract';
export * as part4 from '@fixture/platform-lib';
export * as part5 from '@fixture/client';
export * as part6 from '@fixture/dev';
export * as part7 from '@fixture/test-lib';
