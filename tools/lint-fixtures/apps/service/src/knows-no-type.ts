// fails: @typescript-eslint/no-explicit-any
export const thing: any = 1;
