import { checkDefinition } from '../../../local/states/interpreter/checkDefinition.ts';
import type { StateMachineDefinition } from '../../../local/states/interpreter/Definition.ts';

const definitions = require('../../../serverless/definitions.cjs') as Record<string, StateMachineDefinition>;

test.each(Object.keys(definitions))('the %s machine uses nothing that the interpreter does not know', (name) => {
  const own = /^arn:aws:states:::(lambda:invoke|states:startExecution(\.sync(:2)?)?)$/;
  const checked = checkDefinition(definitions[name], (resource) => own.test(resource));
  expect(Object.keys(checked.States).length).toBeGreaterThan(0);
});
