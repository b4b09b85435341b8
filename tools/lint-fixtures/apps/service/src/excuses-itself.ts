// fails: no-console, no-warning-comments
// eslint-disable-next-line no-console
export const print = () => console.log('hello');
