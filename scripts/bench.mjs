#!/usr/bin/env node
// `npm run bench -- [--stations 100] [--seconds 15] [--warm-up 5]`: the platform beside the floor, in one run.
import { ensureBuilt } from './ensure-built.mjs';
import { ensureInstalled } from './ensure-install.mjs';

process.chdir(new URL('..', import.meta.url).pathname);
await ensureInstalled();
await ensureBuilt('bench', 'apps/platform'); // and with it every service
await import('../bench/dist/main.js');
