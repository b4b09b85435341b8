import { spawn } from 'node:child_process';

/** Builds these projects and all they refer to; what is built already is left alone (tsc's project references). */
export async function ensureBuilt(...projects) {
  const started = Date.now();
  console.log(`building ${projects.join(', ')} …`);
  const tsc = spawn(process.execPath, ['node_modules/typescript/bin/tsc', '-b', ...projects], { stdio: 'inherit' });
  const code = await new Promise((resolve) => tsc.once('exit', resolve));
  if (code !== 0) {
    console.error('the build failed; see the errors above');
    process.exit(1);
  }
  console.log(`built in ${((Date.now() - started) / 1_000).toFixed(1)} s`);
}
