import { JOB_MODEL_JSON } from './jobModel.ts';

/**
 * The service's own model of CreateJob. A member's type is one word: `S` and a structure, `E` and an enum, `L` and the
 * type of a list's items, `M` of a map's values, `T` a text, `I` a whole number, `D` any number (each with its least and
 * most, `I1:100`; a text's bounds are of its length, and its pattern may follow), `B` a boolean.
 */
export interface JobModel {
  readonly structures: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly enums: Readonly<Record<string, readonly string[]>>;
}

let read: JobModel | undefined;

/** Read at the first job: 95 KB that most stacks never need. */
export function jobModel(): JobModel {
  read ??= JSON.parse(JOB_MODEL_JSON) as JobModel;
  return read;
}
