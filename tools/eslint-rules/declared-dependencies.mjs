import { builtinModules } from 'node:module';
import { eachImport } from './imports.mjs';
import { isTestCode, packageOf, workspaceOfFile } from './workspaces.mjs';

/** Without its line in package.json an import works by accident: npm hoists what neighbours need, until they no longer do. */
export const declaredDependencies = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      undeclared: '{{name}} is not among the dependencies in the package.json of {{from}}.',
      onlyForTests: '{{name}} is a devDependency of {{from}}, which code that ships cannot rely on.',
    },
  },
  create(context) {
    const from = workspaceOfFile(context.cwd, context.filename);
    if (from === undefined) return {};
    const forTests = isTestCode(context.filename);
    return eachImport((node, specifier) => {
      const { name } = packageOf(specifier) ?? {};
      if (name === undefined || name === from.name || builtinModules.includes(name)) return;
      if (from.dependencies[name] !== undefined) return;
      const known = from.devDependencies[name] !== undefined;
      const typesOnly = /^(import|export) type\b/.test(context.sourceCode.getText(node.parent));
      if (known && (forTests || typesOnly)) return;
      context.report({ node, messageId: known ? 'onlyForTests' : 'undeclared', data: { name, from: from.name } });
    });
  },
};
