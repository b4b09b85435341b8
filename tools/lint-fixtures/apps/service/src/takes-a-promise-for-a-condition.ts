// fails: @typescript-eslint/no-misused-promises
export const start = (work: () => Promise<boolean>) => (work() ? 1 : 2);
