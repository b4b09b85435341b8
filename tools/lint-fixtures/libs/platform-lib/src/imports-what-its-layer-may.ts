// passes
export * as part0 from '@fixture/contract';
