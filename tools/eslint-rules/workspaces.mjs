import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';

const ROOMS = ['apps', 'libs'];
const SINGLE_ROOMS = ['e2e', 'bench', 'tools/docs'];
const byRoot = new Map();

/** The workspaces under `root` by package name: `{ name, dir, layer, room, dependencies, devDependencies }`. */
export function workspacesOf(root) {
  let workspaces = byRoot.get(root);
  if (workspaces === undefined) {
    workspaces = new Map(readAll(root).map((workspace) => [workspace.name, workspace]));
    byRoot.set(root, workspaces);
  }
  return workspaces;
}

function readAll(root) {
  const many = ROOMS.flatMap((room) =>
    existsSync(join(root, room)) ? readdirSync(join(root, room)).map((name) => [room, join(root, room, name)]) : [],
  );
  const single = SINGLE_ROOMS.map((room) => [room, join(root, room)]);
  return [...many, ...single]
    .filter(([, dir]) => existsSync(join(dir, 'package.json')))
    .map(([room, dir]) => {
      const manifest = JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8'));
      const tag = manifest.nx?.tags?.find((text) => text.startsWith('layer:'));
      return {
        name: manifest.name,
        dir,
        room,
        layer: tag?.slice('layer:'.length),
        dependencies: { ...manifest.dependencies, ...manifest.optionalDependencies, ...manifest.peerDependencies },
        devDependencies: manifest.devDependencies ?? {},
      };
    });
}

/** The workspace that a file belongs to, undefined for files outside all of them. */
export function workspaceOfFile(root, file) {
  return [...workspacesOf(root).values()].find(({ dir }) => file.startsWith(dir + sep));
}

/** Where a relative import of `file` points, as an absolute path. */
export function targetOf(file, specifier) {
  return resolve(dirname(file), specifier);
}

/** What specs of one workspace share lies in a folder of one of these names. */
const TEST_FOLDERS = ['testing'];

/** Specs and what they share: they may use the test layers and their own devDependencies. */
export function isTestCode(file) {
  return /\.(e2e-)?spec\.ts$/.test(file) || file.split(sep).some((part) => TEST_FOLDERS.includes(part));
}

/** `@scope/name/deep/path` is `@scope/name` and `deep/path`; `node:fs` and relative paths have no package. */
export function packageOf(specifier) {
  if (specifier.startsWith('.') || specifier.startsWith('node:')) return undefined;
  const parts = specifier.split('/');
  const length = specifier.startsWith('@') ? 2 : 1;
  return { name: parts.slice(0, length).join('/'), path: parts.slice(length).join('/') };
}
