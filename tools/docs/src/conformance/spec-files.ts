import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { readSpecCases, type SpecCase } from './spec-titles';

/** A test of the platform, and the file it stands in (from the root, with `/`). */
export interface Test extends SpecCase {
  readonly file: string;
}

/** Specs of the simulated stations tell of the other end, and those of these tools of none. */
const ROOMS = ['apps', 'e2e', 'libs'];
const OTHER_END = 'libs/station-simulator/';
const SKIPPED = ['node_modules', 'dist', '.nx'];

/** All tests of the platform, by file and in the order they stand there. `npm test` runs each of them. */
export function readTests(root: string): Test[] {
  return ROOMS.flatMap((room) => filesIn(root, room))
    .filter((file) => !file.startsWith(OTHER_END) && holdsTests(file))
    .sort()
    .flatMap((file) => readSpecCases(file, readFileSync(join(root, file), 'utf8')).map((test) => ({ ...test, file })));
}

/** Specs, and the stories that the system tests share. */
function holdsTests(file: string): boolean {
  return /[.-]spec\.ts$/.test(file) || /^e2e\/src\/stories\/[^/]+\.ts$/.test(file);
}

function filesIn(root: string, folder: string): string[] {
  return readdirSync(join(root, folder.replaceAll('/', sep)), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return SKIPPED.includes(entry.name) ? [] : filesIn(root, path);
    return [path];
  });
}
