// Makes the types of the client from the document of the HTTP API: `node scripts/generate-client.mjs`. A test makes them
// again (`--print`) and compares, so that document and client cannot part.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import openapiTS, { astToString } from 'openapi-typescript';
import { parse } from 'yaml';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const HEADING = '// Made from docs/openapi.yaml by scripts/generate-client.mjs; change that and make this again.\n\n';

/** @returns {Promise<string>} the module as it is to stand in client/schema.d.ts */
export async function clientSchema() {
  const document = parse(readFileSync(join(root, 'docs/openapi.yaml'), 'utf8'));
  // What has a default may be left out of a request.
  const nodes = await openapiTS(document, { alphabetize: true, defaultNonNullable: false });
  return HEADING + astToString(nodes);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const schema = await clientSchema();
  if (process.argv.includes('--print')) process.stdout.write(schema);
  else writeFileSync(join(root, 'client/schema.d.ts'), schema);
}
