// The validator is an ES module, which Jest does not load: it has a process of its own. Prints what is wrong as JSON.
import { readFileSync } from 'node:fs';
import { Validator } from '@seriousme/openapi-schema-validator';
import { parse } from 'yaml';

const document = parse(readFileSync(process.argv[2], 'utf8'));
const validator = new Validator();
const { valid, errors = [] } = await validator.validate(document);
process.stdout.write(JSON.stringify({ valid, errors, version: validator.version }));
