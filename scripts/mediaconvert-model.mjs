// Makes local/mediaconvert/model/jobModel.ts of AWS's own model of MediaConvert, as botocore (Apache-2.0) ships it:
//   pip download botocore --no-deps && unzip botocore-*.whl 'botocore/data/mediaconvert/*'
//   gunzip botocore/data/mediaconvert/2017-08-29/service-2.json.gz
//   node scripts/mediaconvert-model.mjs botocore/data/mediaconvert/2017-08-29/service-2.json
import { readFile, writeFile } from 'node:fs/promises';

const [path] = process.argv.slice(2);
if (path === undefined) {
  process.stderr.write('usage: node scripts/mediaconvert-model.mjs SERVICE-2.JSON\n');
  process.exit(2);
}
const { shapes } = JSON.parse(await readFile(path, 'utf8'));
const structures = {};
const enums = {};

/** A member's type in one word: see `JobModel` in readModel.ts. */
function typeOf(name) {
  const shape = shapes[name];
  const bounds = () => [shape.min ?? '', shape.max ?? ''].join(':');
  switch (shape.type) {
    case 'structure':
      walk(name);
      return `S${name}`;
    case 'list':
      return `L${typeOf(shape.member.shape)}`;
    case 'map':
      return `M${typeOf(shape.value.shape)}`;
    case 'string':
      if (shape.enum !== undefined) {
        enums[name] = shape.enum;
        return `E${name}`;
      }
      return `T${bounds()}${shape.pattern === undefined ? '' : `:${shape.pattern}`}`;
    case 'integer':
    case 'long':
      return `I${bounds()}`;
    case 'double': {
      // Bounds of doubles stand in their names alone: __doubleMin0Max1.
      const [, least = '', most = ''] = /^__doubleMin(?:Negative)?(\d*)(?:Max(\d+))?$/.exec(name) ?? [];
      return `D${name.includes('MinNegative') ? `-${least}` : least}:${most}`;
    }
    case 'boolean':
      return 'B';
    default:
      throw new Error(`${name} is a ${shape.type}`);
  }
}

function walk(name) {
  if (structures[name] !== undefined) return;
  structures[name] = {};
  for (const [member, { shape, locationName = member }] of Object.entries(shapes[name].members)) {
    structures[name][locationName] = typeOf(shape);
  }
}

walk('CreateJobRequest');
const text = JSON.stringify(JSON.stringify({ structures, enums }));
await writeFile(
  new URL('../local/mediaconvert/model/jobModel.ts', import.meta.url),
  `/** Made by scripts/mediaconvert-model.mjs of AWS's model of the service (botocore, Apache-2.0). Not to be edited. */
export const JOB_MODEL_JSON: string =
  // biome-ignore format: one line, made by a program
  ${text};
`,
);
