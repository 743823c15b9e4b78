import * as z from 'zod';
import { ArchiverError } from '../errors.ts';
import type { MachineOutline, OutlineRegion, OutlineState, OutlineWay } from './MachineOutline.ts';

/** A label is read beside an arrow: a longer one is cut. */
const LABEL_CHARACTERS = 100;
/** Deeper than Step Functions itself lets definitions be useful. */
const MAX_DEPTH = 10;

const TYPES = ['Task', 'Pass', 'Choice', 'Wait', 'Succeed', 'Fail', 'Parallel', 'Map'] as const;
const state = z.object({
  Type: z.enum(TYPES),
  Comment: z.string().optional(),
  Next: z.string().optional(),
  Default: z.string().optional(),
  Choices: z.array(z.object({ Next: z.string(), Condition: z.unknown().optional() })).optional(),
  Catch: z.array(z.object({ Next: z.string(), ErrorEquals: z.array(z.string()) })).optional(),
  ItemProcessor: z.unknown().optional(),
  Branches: z.array(z.unknown()).optional(),
});
const region = z.object({
  Comment: z.string().optional(),
  StartAt: z.string(),
  States: z.record(z.string(), state),
  ProcessorConfig: z
    .object({ Mode: z.string().optional(), ExecutionType: z.enum(['STANDARD', 'EXPRESS']).optional() })
    .optional(),
});

type State = z.output<typeof state>;
type Region = z.output<typeof region>;

/**
 * What of a definition is drawn.
 *
 * @param definition Amazon States Language, parsed from JSON
 * @throws ArchiverError `Corrupt`
 */
export function readOutline(definition: unknown): MachineOutline {
  const read = parse(definition);
  return { ...(read.Comment === undefined ? {} : { comment: read.Comment }), ...outlineOf(read, 0) };
}

function parse(definition: unknown): Region {
  const { success, data, error } = region.safeParse(definition);
  if (success) return data;
  const [issue] = error.issues;
  throw new ArchiverError('Corrupt', `definition: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`);
}

function outlineOf({ StartAt, States }: Region, depth: number): OutlineRegion {
  if (depth > MAX_DEPTH) throw new ArchiverError('Corrupt', 'definition: Maps within Maps without end');
  return {
    startAt: StartAt,
    states: Object.entries(States).map(([name, each]) => stateOf(name, each, depth)),
  };
}

function stateOf(name: string, each: State, depth: number): OutlineState {
  const { Type: type, Comment: comment, ItemProcessor, Branches = [] } = each;
  const processor = ItemProcessor === undefined ? undefined : parse(ItemProcessor);
  const regions = processor === undefined ? Branches.map(parse) : [processor];
  const config = processor?.ProcessorConfig;
  return {
    name,
    type,
    ...(comment === undefined ? {} : { comment }),
    ways: waysOf(each),
    ...(processor === undefined
      ? {}
      : { children: config?.Mode === 'DISTRIBUTED' ? (config.ExecutionType ?? 'STANDARD') : ('INLINE' as const) }),
    ...(regions.length === 0 ? {} : { inner: regions.map((inner) => outlineOf(inner, depth + 1)) }),
  };
}

function waysOf({ Next, Default, Choices = [], Catch = [] }: State): OutlineWay[] {
  return [
    ...(Next === undefined ? [] : [{ to: Next, by: 'next' as const }]),
    ...Choices.map(({ Next: to, Condition }) => ({ to, by: 'choice' as const, ...labelOf(conditionText(Condition)) })),
    ...(Default === undefined ? [] : [{ to: Default, by: 'default' as const }]),
    ...Catch.map(({ Next: to, ErrorEquals }) => ({ to, by: 'catch' as const, ...labelOf(ErrorEquals.join(', ')) })),
  ];
}

/** A JSONata condition without its braces. */
const conditionText = (condition: unknown): string =>
  typeof condition === 'string' ? condition.replace(/^\{%\s*|\s*%\}$/g, '') : '';

function labelOf(text: string): { readonly label?: string } {
  if (text === '') return {};
  return { label: text.length <= LABEL_CHARACTERS ? text : `${text.slice(0, LABEL_CHARACTERS - 1)}…` };
}
