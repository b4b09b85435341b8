#!/usr/bin/env node
// `npm run chaos -- --stations 100 --kill all`: processes are killed while stations charge; see --help.
import { ensureBuilt } from './ensure-built.mjs';
import { ensureInstalled } from './ensure-install.mjs';

process.chdir(new URL('..', import.meta.url).pathname);
await ensureInstalled();
const services = [
  'connection-gateway',
  'station-registry',
  'session-controller',
  'transaction-billing',
  'firmware-distribution',
];
await ensureBuilt('e2e', ...services.map((name) => `apps/${name}`));
await import('../e2e/dist/chaos/main.js');
