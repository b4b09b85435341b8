#!/usr/bin/env node
// `npm test`: sets up what is missing, then lint and boundaries beside types, build and documentation, then unit, store and service
// tests, then system tests, and says at the end how long each took. The first failure of the checks does not hide those of the tests.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureInstalled } from './ensure-install.mjs';

process.chdir(new URL('..', import.meta.url).pathname);
await ensureInstalled();

const reports = mkdtempSync(join(tmpdir(), 'chargebus-test-reports-'));
const bin = (name) => join('node_modules', '.bin', name);
const jest = (name, ...args) => [bin('jest'), '--json', `--outputFile=${join(reports, `${name}.json`)}`, ...args];
// Each list has a processor for itself.
const checks = [
  [['lint and boundaries', 'npm', 'run', '--silent', 'lint']],
  [
    ['types', bin('tsc'), '-p', 'tsconfig.spec.json'],
    ['build', bin('tsc'), '-b'],
    ['documentation made from the code', 'npm', 'run', '--silent', 'docs:check'],
  ],
];
const tests = [
  // More than there are processors: many of them wait for a time to pass, or for their servers.
  ['unit, store and service tests', ...jest('projects', '--maxWorkers=3')],
  // A system is up to nine processes: two of them have enough to do for two processors.
  ['system tests', ...jest('system', '-c', 'e2e/jest.config.cjs', '--maxWorkers=2')],
];

const results = [];
async function run([name, command, ...args], stdio) {
  const started = Date.now();
  const child = spawn(command, args, { stdio, env: { ...process.env, NX_DAEMON: 'false' } });
  const said = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (data) => said.push(data));
  if (stdio === 'inherit') console.log(`\n── ${name}`);
  const code = await new Promise((resolve) => child.once('close', (exitCode) => resolve(exitCode ?? 1)));
  results.push({ name, ok: code === 0, seconds: (Date.now() - started) / 1_000 });
  if (stdio !== 'inherit') process.stdout.write(`\n── ${name}\n${Buffer.concat(said)}`);
}

await Promise.all(
  checks.map(async (steps) => {
    for (const step of steps) await run(step, 'pipe');
  }),
);
for (const step of tests) await run(step, 'inherit');

let [passed, failed] = [0, 0];
for (const name of ['projects', 'system']) {
  try {
    const report = JSON.parse(readFileSync(join(reports, `${name}.json`), 'utf8'));
    passed += report.numPassedTests;
    failed += report.numFailedTests + report.numRuntimeErrorTestSuites;
  } catch {
    failed += 1; // the runner itself died before it could write its report
  }
}
rmSync(reports, { recursive: true, force: true });

console.log('');
for (const { name, ok, seconds } of results)
  console.log(`${ok ? 'ok    ' : 'FAILED'} ${seconds.toFixed(0).padStart(4)} s  ${name}`);
console.log(`${passed} passed, ${failed} failed`);
process.exit(results.every(({ ok }) => ok) ? 0 : 1);
