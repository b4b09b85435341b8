// passes
export * as servers from '@fixture/dev';
export const answer: any = 1;
