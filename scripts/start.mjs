#!/usr/bin/env node
// `npm start`: installs what is missing, builds what changed, and runs the platform in this very process.
import { ensureBuilt } from './ensure-built.mjs';
import { ensureInstalled } from './ensure-install.mjs';

process.chdir(new URL('..', import.meta.url).pathname);
await ensureInstalled();
await ensureBuilt('apps/platform', 'libs/station-simulator');
await import('../apps/platform/dist/main.js');
