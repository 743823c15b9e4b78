#!/usr/bin/env node
// Runs the command line from its TypeScript sources: bundled on the first run and whenever they have changed.
import { dirname } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { buildCli } from './buildCli.mjs';

process.setSourceMapsEnabled(true);
// Node 20 is supported here: the lock file keeps to releases of the SDK that run on it.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { entry } = await buildCli(root);
const { main } = await import(pathToFileURL(entry).href);
process.exitCode = await main(process.argv.slice(2), root);
