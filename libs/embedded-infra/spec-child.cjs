/**
 * For specs that kill a process: starts servers in a process of its own, prints what it got as one line of JSON, and
 * stays until it is ended. Sources are compiled on the way in.
 * Usage: node spec-child.cjs infra <dir> | node spec-child.cjs test-servers
 */
const { readFileSync } = require('node:fs');
const { transformSync } = require('@swc/core');

require.extensions['.ts'] = (module, filename) => {
  const options = {
    filename,
    jsc: { parser: { syntax: 'typescript' }, target: 'es2023' },
    module: { type: 'commonjs' },
  };
  module._compile(transformSync(readFileSync(filename, 'utf8'), options).code, filename);
};

const { startInfra, testDatabase, testNats, testPostgres } = require('./src/index.ts');

const starts = {
  async infra(dir) {
    const { stop, ...urls } = await startInfra({ dir });
    process.once('SIGTERM', () => void stop().then(() => process.exit(0)));
    return urls;
  },
  async 'test-servers'() {
    const servers = await Promise.all([testDatabase(), testPostgres(), testNats()]);
    return { urls: servers.map(({ url }) => url), folder: process.env.CHARGEBUS_TEST_RUN_DIR };
  },
};

const [what, dir] = process.argv.slice(2);
starts[what](dir).then(
  (result) => {
    console.log(JSON.stringify(result));
    setInterval(() => undefined, 60_000);
  },
  (error) => {
    console.log(JSON.stringify({ error: error.message }));
    process.exit(1);
  },
);
