import { builtinModules } from 'node:module';
import { relative, sep } from 'node:path';
import { eachImport } from './imports.mjs';
import { packageOf, targetOf, workspaceOfFile } from './workspaces.mjs';

/** Inside a service the arrows point down: entry -> use-cases -> domain and store. A floor may use those named here. */
const BELOW = {
  entry: ['entry', 'use-cases', 'domain', 'store'],
  'use-cases': ['use-cases', 'domain', 'store'],
  store: ['store', 'domain'],
  domain: ['domain'],
};

/** What a pure decision cannot need: frameworks, drivers, the system, our own plumbing. */
const IMPURE =
  /^(@nestjs\/.*|nestjs-zod|fastify|@fastify\/.*|typeorm|pg|nats|ws|rxjs|pino|prom-client|@chargebus\/(messaging|database|service-runtime|embedded-infra))$/;

/** `domain/` decides and nothing else; the other floors use what lies below them. */
export const serviceFloors = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      up: '{{from}}/ may use {{allowed}}, not {{to}}/.',
      impure: 'domain/ is pure: it takes state, input and time as arguments, and does not import {{name}}.',
    },
  },
  create(context) {
    const { dir, room } = workspaceOfFile(context.cwd, context.filename) ?? {};
    const floor = room === 'apps' ? floorOf(dir, context.filename) : undefined;
    if (floor === undefined) return {};
    const isSpec = context.filename.endsWith('spec.ts');
    return eachImport((node, specifier) => {
      if (specifier.startsWith('.')) {
        const to = floorOf(dir, targetOf(context.filename, specifier));
        if (to === undefined || isSpec || BELOW[floor].includes(to)) return;
        const allowed = BELOW[floor].map((name) => `${name}/`).join(', ');
        context.report({ node, messageId: 'up', data: { from: floor, to, allowed } });
      } else if (floor === 'domain' && !isSpec) {
        const name = packageOf(specifier)?.name ?? specifier;
        const system = specifier.startsWith('node:') || builtinModules.includes(name);
        if (system || IMPURE.test(name)) context.report({ node, messageId: 'impure', data: { name } });
      }
    });
  },
};

function floorOf(dir, file) {
  const floor = relative(dir, file)
    .split(sep)
    .find((part) => part in BELOW);
  return floor;
}
