#!/usr/bin/env node
// `npm run fuzz -- --frames 1000000 [--seed TEXT]`: broken frames and raw bytes at a running gateway; see --help.
import { ensureBuilt } from './ensure-built.mjs';
import { ensureInstalled } from './ensure-install.mjs';

process.chdir(new URL('..', import.meta.url).pathname);
await ensureInstalled();
await ensureBuilt('bench', 'apps/platform');
await import('../bench/dist/fuzz/main.js');
