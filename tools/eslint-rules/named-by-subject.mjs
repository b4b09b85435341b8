import { relative, sep } from 'node:path';

/** A helper without a home lacks a subject. */
const HOMELESS = ['common', 'shared', 'utils', 'util', 'helpers', 'helper', 'core', 'base', 'misc', 'lib'];
const KEBAB = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*$/;

/** Folders and files are named by their subject, in kebab-case. */
export const namedBySubject = {
  meta: {
    type: 'suggestion',
    schema: [],
    messages: {
      homeless: '"{{name}}" says nothing about what is inside: name it by its subject.',
      kebab: '"{{name}}" is not kebab-case.',
    },
  },
  create(context) {
    const parts = relative(context.cwd, context.filename).split(sep);
    return {
      Program(node) {
        for (const [index, name] of parts.entries()) {
          const stem = index === parts.length - 1 ? name.split('.')[0] : name;
          if (HOMELESS.includes(stem)) context.report({ node, messageId: 'homeless', data: { name } });
          else if (!KEBAB.test(name)) context.report({ node, messageId: 'kebab', data: { name } });
        }
      },
    };
  },
};
