// fails: no-restricted-properties
export const { env } = process;
