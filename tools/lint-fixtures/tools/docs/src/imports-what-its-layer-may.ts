// passes
export * as part0 from '@fixture/edge';
export * as part1 from '@fixture/service';
export * as part2 from '@fixture/ocpp';
export * as part3 from '@fixture/contract';
