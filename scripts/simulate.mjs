// npm run simulate -- --stations 5: simulated stations against a running platform. Builds the simulator where needed.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const project = join(root, 'libs', 'station-simulator');
const cli = join(project, 'dist', 'cli.js');

const newest = (folder) =>
  Math.max(
    ...readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => statSync(join(entry.parentPath ?? entry.path, entry.name)).mtimeMs),
  );

if (!existsSync(join(root, 'node_modules', 'ws'))) {
  console.error('Packages are not installed yet: run `npm start` once (or `npm ci`), then this again.');
  process.exit(1);
}
if (!existsSync(cli) || newest(join(project, 'src')) > newest(join(project, 'dist'))) {
  console.log('building the simulator ...');
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const build = spawnSync(process.execPath, [tsc, '-b', project], { cwd: root, stdio: 'inherit' });
  if (build.status !== 0) process.exit(build.status ?? 1);
}

const child = spawn(process.execPath, [cli, ...process.argv.slice(2)], { stdio: 'inherit' });
// The terminal sends Ctrl-C to both; the simulator ends its sessions first, and this waits for it.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => child.kill('SIGTERM'));
child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
