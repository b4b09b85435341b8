// passes
export * as servers from '@fixture/dev';
export * as stations from '@fixture/test-lib';
