#!/usr/bin/env node
// Runs the command line from its TypeScript sources: bundled on the first run and whenever they have changed.
import { dirname } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { buildCli } from './buildCli.mjs';

process.setSourceMapsEnabled(true);

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { entry } = await buildCli(root);
const { main } = await import(pathToFileURL(entry).href);
process.exitCode = await main(process.argv.slice(2), root);
