// fails: no-warning-comments
// TODO: later
export const thing = 1;
