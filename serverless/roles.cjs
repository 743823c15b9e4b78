/**
 * One IAM role a function, a machine and a schedule. A branch's functions are granted what they need in
 * serverless/roles/{branch}.cjs, which exports `(stage, allow) => ({ [function]: [statements] })`, `allow` being the
 * statements of serverless/statements.cjs; machines and schedules stand in files of their own beside them. What every
 * function has (its log group, tracing, the stack's key where there is one) is added here. A role's logical id is `{Name}Role`.
 */
const { readdirSync } = require('node:fs');
const { join } = require('node:path');
const definitions = require('./definitions.cjs');
const { entries, recordingFunctions } = require('./functions.cjs');
const { pascal } = require('./names.cjs');
const { readSettings } = require('./settings.cjs');
const { logDelivery, statementsOf, tracing } = require('./statements.cjs');

const OTHERS = ['machines.cjs', 'schedules.cjs'];

/** Services that take a role for others say for whose account: nobody else's resource can have them use it. */
const ofThisAccount = { Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } } };

const role = (service, statements, trust = {}) => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole', ...trust }],
    },
    Policies: [{ PolicyName: 'exactly', PolicyDocument: { Version: '2012-10-17', Statement: statements } }],
  },
});

function rolesOf(stage, settings) {
  const allow = statementsOf(stage, settings);
  const table = (file) => require(join(__dirname, 'roles', file))(stage, allow);
  const roles = {};
  const recording = recordingFunctions();
  const branches = readdirSync(join(__dirname, 'roles')).filter(
    (file) => file.endsWith('.cjs') && !OTHERS.includes(file),
  );
  for (const branch of branches.sort()) {
    for (const [name, own] of Object.entries(table(branch))) {
      const statements = recording.includes(name) ? [...own, allow.table('ChangesTable', 'PutItem')] : own;
      const id = `${pascal(name)}Role`;
      if (roles[id] !== undefined) throw new Error(`${id} stands in two files, the second is ${branch}`);
      roles[id] = role('lambda.amazonaws.com', [...statements, ...allow.key(statements), allow.logs(name), tracing()]);
    }
  }
  for (const [name, { steps, statements }] of Object.entries(table('machines.cjs'))) {
    roles[`${pascal(name)}MachineRole`] = role(
      'states.amazonaws.com',
      [
        allow.invoke(...steps),
        ...statements,
        ...allow.key(statements),
        logDelivery,
        tracing('xray:GetSamplingRules', 'xray:GetSamplingTargets'),
      ],
      ofThisAccount,
    );
  }
  for (const [name, statements] of Object.entries(table('schedules.cjs'))) {
    roles[`${name}Role`] = role('scheduler.amazonaws.com', statements, ofThisAccount);
  }
  return roles;
}

/** CloudFormation would tell of a role that is missing only when it deploys. */
function demandRoles(roles) {
  const functions = Object.keys(entries()).map((name) => [`function ${name}`, `${pascal(name)}Role`]);
  const machines = Object.keys(definitions).map((name) => [`state machine ${name}`, `${pascal(name)}MachineRole`]);
  const lacking = [...functions, ...machines].filter(([, id]) => roles[id] === undefined);
  if (lacking.length > 0) {
    throw new Error(lacking.map(([who]) => `${who} has no role: serverless/roles/ names none for it`).join('\n'));
  }
  return roles;
}

module.exports = async (variables) => ({
  Resources: demandRoles(rolesOf(await variables.resolveVariable('sls:stage'), await readSettings(variables))),
});
