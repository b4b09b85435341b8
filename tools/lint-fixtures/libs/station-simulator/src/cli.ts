// passes
export const run = () => console.log(process.env['HOME']);
