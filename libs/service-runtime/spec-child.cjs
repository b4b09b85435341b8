/**
 * For specs that send signals: runs the notes service in a process of its own, with the environment it is given. Sources
 * are compiled on the way in. Usage: node --conditions=@chargebus/source spec-child.cjs
 */
const { readFileSync } = require('node:fs');
const { transformSync } = require('@swc/core');

require.extensions['.ts'] = (module, filename) => {
  const options = {
    filename,
    jsc: {
      parser: { syntax: 'typescript', decorators: true },
      transform: { legacyDecorator: true, decoratorMetadata: true },
      target: 'es2023',
      keepClassNames: true,
    },
    module: { type: 'commonjs' },
  };
  module._compile(transformSync(readFileSync(filename, 'utf8'), options).code, filename);
};

const { exitWithFault, runServices } = require('./src/index.ts');
const { notesService } = require('./src/testing/notes-service.ts');

runServices([notesService], { name: 'notes' }).catch(exitWithFault);
