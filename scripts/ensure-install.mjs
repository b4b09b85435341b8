import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const MINIMUM_NODE = [20, 19];
const WAIT_FOR_OTHER_MS = 15 * 60_000;

/**
 * Makes sure that what package-lock.json lists is installed: `npm ci` when node_modules is missing, or was made from
 * another lock file. Several processes may ask at once; one installs.
 * @throws Error with a message for people when Node is too old or npm fails
 */
export async function ensureInstalled(folder = root) {
  checkNodeVersion(process.versions.node);
  if (isInstalled(folder)) return;
  const release = await takeLock(join(folder, '.install.lock'));
  try {
    // Another process may have installed while this one waited.
    if (isInstalled(folder)) return;
    console.log('Installing packages (npm ci) ...');
    await run('npm', ['ci', '--no-audit', '--no-fund'], folder);
    writeFileSync(stampPath(folder), lockHash(folder));
  } finally {
    release();
  }
}

/** @throws Error when this version of Node cannot run the project */
export function checkNodeVersion(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [wantedMajor, wantedMinor] = MINIMUM_NODE;
  if (major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)) return;
  throw new Error(
    `Chargebus needs Node ${MINIMUM_NODE.join('.')} or newer, and this is ${version}. ` +
      'Install a current Node and start again; .nvmrc names the version for nvm.',
  );
}

/** Either this script installed what the lock file says, or npm itself has since the lock file last changed. */
function isInstalled(folder) {
  const stamp = stampPath(folder);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lockHash(folder)) return true;
  // npm writes its record at the very end; `npm install` may write the lock file a moment later still.
  const record = join(folder, 'node_modules', '.package-lock.json');
  return existsSync(record) && statSync(record).mtimeMs + 2_000 > statSync(join(folder, 'package-lock.json')).mtimeMs;
}

/** Inside node_modules, so that it goes when that is removed, and npm ci itself removes it first of all. */
function stampPath(folder) {
  return join(folder, 'node_modules', '.chargebus-lock-hash');
}

function lockHash(folder) {
  return createHash('sha256')
    .update(readFileSync(join(folder, 'package-lock.json')))
    .digest('hex');
}

async function takeLock(path) {
  const deadline = Date.now() + WAIT_FOR_OTHER_MS;
  for (let told = false; ; told = true) {
    try {
      writeFileSync(path, String(process.pid), { flag: 'wx' });
      const release = () => rmSync(path, { force: true });
      process.once('exit', release);
      return release;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    const holder = findHolder(path);
    if (!holder) rmSync(path, { force: true });
    else if (Date.now() > deadline) throw new Error(`Process ${holder} has been installing for too long: ${path}`);
    else if (!told) console.log(`Waiting for process ${holder}, which is installing packages ...`);
    await setTimeout(200);
  }
}

/** The live process that holds the lock; undefined when it has died. */
function findHolder(path) {
  try {
    const text = readFileSync(path, 'utf8');
    // Empty: it was created this instant. After a few seconds its writer must have died.
    if (text === '') return Date.now() - statSync(path).mtimeMs < 5_000 ? 'unknown' : undefined;
    process.kill(Number(text), 0);
    return text;
  } catch (error) {
    return error.code === 'EPERM' ? 'of another user' : undefined;
  }
}

function run(command, args, cwd) {
  return new Promise((resolve, reject) => {
    // npm is a script on Windows, which only a shell can run.
    const child = spawn(command, args, { cwd, stdio: 'inherit', shell: process.platform === 'win32' });
    child.once('error', (error) => reject(new Error(`Cannot run ${command}: ${error.message}`)));
    child.once('exit', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`${command} ${args[0]} failed with code ${code}; its own messages are above.`));
    });
  });
}
