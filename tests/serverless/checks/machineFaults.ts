import jsonata from 'jsonata';
import { type Fields, isRecord, ofType, type Template, walk } from './Template.ts';

// The package has no types of its own.
const aslValidator = require('asl-validator') as (definition: unknown) => { isValid: boolean; errorsText(): string };

interface Machine {
  readonly definition: Fields;
  /** Functions that its definition names, by their names in the template. */
  readonly functions: ReadonlySet<string>;
}

/** The definition with its substitutions replaced by ARNs of the right form. */
export function readMachine(properties: Fields): Machine {
  const substitution = isRecord(properties.DefinitionString) ? properties.DefinitionString['Fn::Sub'] : undefined;
  const [text, names] = Array.isArray(substitution) ? substitution : [substitution ?? properties.DefinitionString, {}];
  const functions = new Set<string>();
  const plain = String(text).replace(/\$\{([^}]+)\}/g, (_, name: string) => {
    const target = isRecord(names) && isRecord(names[name]) ? names[name] : {};
    const logicalId = String([target['Fn::GetAtt'] ?? target.Ref ?? name].flat()[0]).split('.')[0] ?? '';
    functions.add(logicalId);
    return `arn:aws:lambda:us-east-1:000000000000:function:${logicalId}`;
  });
  return { definition: JSON.parse(plain) as Fields, functions };
}

/** Variables that an expression reads and does not bind itself; calls of functions are none. */
function variablesOf(expression: string): Set<string> {
  const read = new Set<string>();
  const bound = new Set<string>();
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) node.forEach(visit);
    if (!isRecord(node)) return;
    if (node.type === 'variable') read.add(String(node.value));
    if (node.type === 'bind' && isRecord(node.lhs)) bound.add(String(node.lhs.value));
    if (node.type === 'lambda') for (const { value } of node.arguments as { value: string }[]) bound.add(value);
    for (const [key, child] of Object.entries(node)) {
      const isCall = key === 'procedure' && isRecord(child) && child.type === 'variable';
      if (!isCall) visit(child);
    }
  };
  visit(jsonata(expression).ast());
  return new Set([...read].filter((name) => !bound.has(name) && !['', '$', 'states'].includes(name)));
}

/** Expressions of a state, but for those of graphs inside it. */
function* expressionsOf(state: Fields): Generator<{ expression: string; path: string }> {
  const { ItemProcessor: _processor, Branches: _branches, ...own } = state;
  for (const { value, path } of walk(own, '')) {
    const match = typeof value === 'string' ? /^\{%([\s\S]*)%\}$/.exec(value) : null;
    if (match !== null) yield { expression: match[1] ?? '', path };
  }
}

function graphFaults(graph: Fields, outer: ReadonlySet<string>, where: string): string[] {
  const states = Object.entries(isRecord(graph.States) ? graph.States : {}).filter((entry): entry is [string, Fields] =>
    isRecord(entry[1]),
  );
  const visible = new Set(outer);
  for (const [, state] of states) {
    for (const each of [state, state.Choices ?? [], state.Catch ?? []].flat()) {
      if (isRecord(each) && isRecord(each.Assign)) for (const name of Object.keys(each.Assign)) visible.add(name);
    }
  }
  return states.flatMap(([name, state]) => {
    const place = `${where}${name}`;
    const own = [...expressionsOf(state)].flatMap(({ expression, path }) => {
      try {
        const unknown = [...variablesOf(expression)].filter((variable) => !visible.has(variable));
        return unknown.map((variable) => `${place}${path}: nothing assigns $${variable}`);
      } catch (error) {
        return [`${place}${path}: ${(error as { message: string }).message}`];
      }
    });
    const processor = isRecord(state.ItemProcessor) ? state.ItemProcessor : undefined;
    const config = isRecord(processor?.ProcessorConfig) ? processor.ProcessorConfig : {};
    const inner = processor === undefined ? [] : [processor];
    const waiting = /"Resource":"[^"]*(\.sync(?::2)?|\.waitForTaskToken)"/.exec(JSON.stringify(processor ?? {}));
    if (config.ExecutionType === 'EXPRESS' && waiting !== null) {
      own.push(`${place}: Express executions do not support ${waiting[1]}`);
    }
    const branches = Array.isArray(state.Branches) ? state.Branches.filter(isRecord) : [];
    return [
      ...own,
      // A child of a distributed Map sees no variable of its parent.
      ...inner.flatMap((each) => graphFaults(each, config.Mode === 'DISTRIBUTED' ? new Set() : visible, `${place}/`)),
      ...branches.flatMap((each) => graphFaults(each, visible, `${place}/`)),
    ];
  });
}

function invocable(template: Template, properties: Fields): Set<string> {
  const roleId = String([isRecord(properties.RoleArn) ? properties.RoleArn['Fn::GetAtt'] : ''].flat()[0]);
  const granted = new Set<string>();
  for (const { value } of walk(template.Resources[roleId]?.Properties?.Policies, '')) {
    if (!isRecord(value) || ![value.Action].flat().includes('lambda:InvokeFunction')) continue;
    for (const resource of [value.Resource].flat()) {
      if (isRecord(resource)) granted.add(String([resource['Fn::GetAtt']].flat()[0]));
    }
  }
  return granted;
}

/** What is wrong with the template's state machines: form, expressions, variables, functions that a role leaves out. */
export function machineFaults(template: Template): string[] {
  return ofType(template, 'AWS::StepFunctions::StateMachine').flatMap(([machine, properties]) => {
    let read: Machine;
    try {
      read = readMachine(properties);
    } catch (error) {
      return [`${machine}: ${String(error)}`];
    }
    const { definition, functions } = read;
    const granted = invocable(template, properties);
    const isFunction = (name: string) => template.Resources[name]?.Type === 'AWS::Lambda::Function';
    const faults = graphFaults(definition, new Set(), `${machine}/`);
    for (const name of functions) {
      if (!isFunction(name)) faults.push(`${machine}: ${name} is no function`);
      else if (!granted.has(name)) faults.push(`${machine}: its role may not invoke ${name}`);
    }
    for (const name of granted)
      if (!functions.has(name)) faults.push(`${machine}: its role invokes ${name} for nothing`);
    // The validator writes into what it is given.
    const validation = aslValidator(structuredClone(definition));
    if (!validation.isValid) faults.push(`${machine}: ${validation.errorsText()}`);
    return faults;
  });
}
