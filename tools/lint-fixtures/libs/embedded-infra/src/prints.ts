// fails: no-console
export const print = () => console.log('hello');
