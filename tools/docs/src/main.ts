import 'reflect-metadata';
import { join } from 'node:path';
import { configurationPage } from './configuration/configuration-page';
import { conformancePage } from './conformance/conformance-page';
import { contractsPage } from './contracts/contracts-page';
import { runDocs } from './run-docs';

process.exitCode = runDocs([contractsPage, conformancePage, configurationPage], {
  args: process.argv.slice(2),
  root: join(__dirname, '..', '..', '..'),
  say: (line) => void process.stdout.write(`${line}\n`),
});
