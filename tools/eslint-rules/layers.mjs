import { eachImport } from './imports.mjs';
import { isTestCode, packageOf, targetOf, workspaceOfFile, workspacesOf } from './workspaces.mjs';
import { sep } from 'node:path';

const LIBRARIES = ['ocpp', 'contract', 'platform', 'client', 'dev', 'test'];

/** Who may import whom, by the tag `layer:...` in each package.json: ARCHITECTURE.md, "The rooms". */
export const MAY_IMPORT = {
  edge: ['ocpp', 'contract', 'platform'],
  service: ['contract', 'platform'],
  ocpp: ['ocpp', 'contract'],
  platform: ['platform', 'contract'],
  contract: ['contract'],
  client: ['contract'],
  composition: ['edge', 'service', ...LIBRARIES],
  test: LIBRARIES,
  dev: LIBRARIES,
};

/** What specs may import besides: servers for the test, and stations at the other end. */
const SPECS_MAY_IMPORT = ['dev', 'test'];

/**
 * Keeps the layers apart, by what package.json says of each workspace. Nx has a rule for this (`enforce-module-boundaries`);
 * ours needs no project graph, also sees relative paths into a neighbour, and is proven by fixtures.
 */
export const layers = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      layer: '{{from}} (layer:{{fromLayer}}) may not import {{to}} (layer:{{toLayer}}); allowed: {{allowed}}.',
      untagged: '{{name}} needs one tag layer:... of {{known}} in its package.json.',
      relative: 'A relative import must stay inside {{from}}; import the other package by its name.',
      deep: 'Import {{name}} by its name alone; what it does not export is its own business.',
    },
  },
  create(context) {
    const from = workspaceOfFile(context.cwd, context.filename);
    if (from === undefined) return {};
    const allowed = MAY_IMPORT[from.layer];
    if (allowed === undefined) {
      const data = { name: from.name, known: Object.keys(MAY_IMPORT).join(', ') };
      return { Program: (node) => context.report({ node, messageId: 'untagged', data }) };
    }
    const extra = isTestCode(context.filename) ? SPECS_MAY_IMPORT : [];
    return eachImport((node, specifier) => {
      if (specifier.startsWith('.')) {
        if (!targetOf(context.filename, specifier).startsWith(from.dir + sep)) {
          context.report({ node, messageId: 'relative', data: { from: from.name } });
        }
        return;
      }
      const { name, path } = packageOf(specifier) ?? {};
      const to = workspacesOf(context.cwd).get(name);
      if (to === undefined || to === from) return;
      if (path !== '') context.report({ node, messageId: 'deep', data: { name } });
      if (!allowed.includes(to.layer) && !extra.includes(to.layer)) {
        const data = {
          from: from.name,
          fromLayer: from.layer,
          to: name,
          toLayer: to.layer ?? 'none',
          allowed: [...allowed, ...extra].join(', '),
        };
        context.report({ node, messageId: 'layer', data });
      }
    });
  },
};
