import { type JobModel, jobModel } from './readModel.ts';

/**
 * What is wrong with a value by the service's model, each with its place (`/outputGroups/0/outputs`), in the service's
 * words. Observed: those for enums and for what is too much; the others of the same validator are assumed. Members that
 * the model does not know are passed over (assumed).
 *
 * @param type as in `JobModel`
 */
export function checkModel(value: unknown, type: string, place = '', model: JobModel = jobModel()): readonly string[] {
  const rest = type.slice(1);
  const fault = (words: string): readonly string[] => [`${place}: ${words}`];
  switch (type[0]) {
    case 'S':
      if (!isRecord(value)) return fault('Should be object');
      return Object.entries(model.structures[rest] ?? {}).flatMap(([member, of]) =>
        value[member] === undefined || value[member] === null
          ? []
          : checkModel(value[member], of, `${place}/${member}`, model),
      );
    case 'M':
      if (!isRecord(value)) return fault('Should be object');
      return Object.entries(value).flatMap(([key, each]) => checkModel(each, rest, `${place}/${key}`, model));
    case 'L':
      if (!Array.isArray(value)) return fault('Should be array');
      return value.flatMap((each, index) => checkModel(each, rest, `${place}/${index}`, model));
    case 'E': {
      const allowed = model.enums[rest] ?? [];
      if (typeof value === 'string' && allowed.includes(value)) return [];
      return fault(`Should be equal to one of the allowed values in ${JSON.stringify(allowed)}`);
    }
    case 'T':
      return typeof value === 'string'
        ? textFaults(value, rest).map((words) => `${place}: ${words}`)
        : fault('Should be string');
    case 'I':
      if (!Number.isInteger(value)) return fault('Should be integer');
      return boundFaults(Number(value), rest).map((words) => `${place}: ${words}`);
    case 'D':
      if (typeof value !== 'number') return fault('Should be number');
      return boundFaults(value, rest).map((words) => `${place}: ${words}`);
    case 'B':
      return typeof value === 'boolean' ? [] : fault('Should be boolean');
    default:
      return [];
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function boundFaults(value: number, bounds: string): readonly string[] {
  const [least = '', most = ''] = bounds.split(':');
  if (least !== '' && value < Number(least)) return [`Should be greater than or equal to ${least}`];
  if (most !== '' && value > Number(most)) return [`Should be less than or equal to ${most}`];
  return [];
}

function textFaults(value: string, bounds: string): readonly string[] {
  const [least = '', most = '', ...pattern] = bounds.split(':');
  const faults: string[] = [];
  if (least !== '' && value.length < Number(least)) faults.push(`Should NOT be shorter than ${least} characters`);
  if (most !== '' && value.length > Number(most)) faults.push(`Should NOT be longer than ${most} characters`);
  const expression = pattern.join(':');
  if (expression !== '' && !new RegExp(expression).test(value))
    faults.push(`Should match pattern ${JSON.stringify(expression)}`);
  return faults;
}
