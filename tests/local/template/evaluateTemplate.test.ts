// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Fn::Sub writes its variables so.
import type { CloudFormationTemplate, TemplateValue } from '../../../local/template/cloudFormationTemplate.ts';
import { evaluateTemplate } from '../../../local/template/evaluateTemplate.ts';

const options = {
  stackName: 'kvs-archiver-local',
  region: 'eu-west-1',
  accountId: '000000000000',
  endpoint: 'http://127.0.0.1:4566',
};

function evaluated(value: TemplateValue, rest: Partial<CloudFormationTemplate> = {}): unknown {
  const { resources } = evaluateTemplate(
    {
      ...rest,
      Resources: { ...rest.Resources, Subject: { Type: 'AWS::SSM::Parameter', Properties: { value } } },
    },
    options,
  );
  return resources.find((resource) => resource.logicalId === 'Subject')?.properties.value;
}

const context: Partial<CloudFormationTemplate> = {
  Parameters: { Size: { Default: 'large' }, Zones: { Type: 'CommaDelimitedList', Default: 'a,b,c' } },
  Mappings: { ByStage: { local: { days: 7 } } },
  Conditions: {
    Large: { 'Fn::Equals': [{ Ref: 'Size' }, 'large'] },
    Small: { 'Fn::Not': [{ Condition: 'Large' }] },
    Both: { 'Fn::And': [{ Condition: 'Large' }, { Condition: 'Small' }] },
    Either: { 'Fn::Or': [{ Condition: 'Large' }, { Condition: 'Small' }] },
  },
  Resources: {
    ArchiveBucket: { Type: 'AWS::S3::Bucket' },
    Named: { Type: 'AWS::S3::Bucket', Properties: { BucketName: { 'Fn::Sub': '${Size}-footage' } } },
    Streams: { Type: 'AWS::DynamoDB::Table' },
    Clip: { Type: 'AWS::Lambda::Function', Properties: { FunctionName: 'archive-clip' } },
    Machine: { Type: 'AWS::StepFunctions::StateMachine', Properties: { StateMachineName: 'archive' } },
    Tick: { Type: 'AWS::Scheduler::Schedule', Properties: { Name: 'tick' } },
    Topic: { Type: 'AWS::SNS::Topic' },
    Queue: { Type: 'AWS::SQS::Queue' },
    Role: { Type: 'AWS::IAM::Role' },
    HttpApi: { Type: 'AWS::ApiGatewayV2::Api' },
    Left: { Type: 'AWS::S3::Bucket', Condition: 'Small' },
  },
};

describe('evaluateTemplate', () => {
  test.each<[string, TemplateValue, unknown]>([
    ['Ref of a bucket', { Ref: 'ArchiveBucket' }, 'kvs-archiver-local-archivebucket'],
    ['Ref of a named bucket', { Ref: 'Named' }, 'large-footage'],
    ['Arn of a bucket', { 'Fn::GetAtt': ['Named', 'Arn'] }, 'arn:aws:s3:::large-footage'],
    ['Ref of a table', { Ref: 'Streams' }, 'kvs-archiver-local-Streams'],
    [
      'Arn of a table',
      { 'Fn::GetAtt': 'Streams.Arn' },
      'arn:aws:dynamodb:eu-west-1:000000000000:table/kvs-archiver-local-Streams',
    ],
    ['Ref of a function', { Ref: 'Clip' }, 'archive-clip'],
    [
      'Arn of a function',
      { 'Fn::GetAtt': ['Clip', 'Arn'] },
      'arn:aws:lambda:eu-west-1:000000000000:function:archive-clip',
    ],
    ['Ref of a machine', { Ref: 'Machine' }, 'arn:aws:states:eu-west-1:000000000000:stateMachine:archive'],
    ['Name of a machine', { 'Fn::GetAtt': ['Machine', 'Name'] }, 'archive'],
    ['Ref of a schedule', { Ref: 'Tick' }, 'tick'],
    ['Ref of a topic', { Ref: 'Topic' }, 'arn:aws:sns:eu-west-1:000000000000:kvs-archiver-local-Topic'],
    ['Ref of a queue', { Ref: 'Queue' }, 'http://127.0.0.1:4566/000000000000/kvs-archiver-local-Queue'],
    ['Arn of a role', { 'Fn::GetAtt': ['Role', 'Arn'] }, 'arn:aws:iam::000000000000:role/kvs-archiver-local-Role'],
    ['endpoint of an API', { 'Fn::GetAtt': ['HttpApi', 'ApiEndpoint'] }, 'http://127.0.0.1:4566'],
    [
      "an API's address as the framework spells it",
      { 'Fn::Sub': 'https://${HttpApi}.execute-api.${AWS::Region}.${AWS::URLSuffix}/v1' },
      'http://127.0.0.1:4566/v1',
    ],
    [
      'pseudo parameters',
      { 'Fn::Sub': '${AWS::Partition}:${AWS::AccountId}:${AWS::StackName}' },
      'aws:000000000000:kvs-archiver-local',
    ],
    [
      'Sub with variables',
      { 'Fn::Sub': ['${a}/${Named}/${Clip.Arn}/${!literal}', { a: { Ref: 'Size' } }] },
      'large/large-footage/arn:aws:lambda:eu-west-1:000000000000:function:archive-clip/${literal}',
    ],
    ['Join over Split', { 'Fn::Join': ['-', { 'Fn::Split': [',', 'a,b,c'] }] }, 'a-b-c'],
    ['Select from a list parameter', { 'Fn::Select': [1, { Ref: 'Zones' }] }, 'b'],
    ['If', { 'Fn::If': ['Large', 'yes', 'no'] }, 'yes'],
    ['And', { 'Fn::If': ['Both', 'yes', 'no'] }, 'no'],
    ['Or', { 'Fn::If': ['Either', 'yes', 'no'] }, 'yes'],
    ['FindInMap', { 'Fn::FindInMap': ['ByStage', 'local', 'days'] }, 7],
    ['NoValue in a list', ['a', { Ref: 'AWS::NoValue' }, 'b'], ['a', 'b']],
    ['NoValue in a map', { a: 1, b: { 'Fn::If': ['Small', 2, { Ref: 'AWS::NoValue' }] } }, { a: 1 }],
    [
      "an IAM statement's Condition block",
      { Condition: { Bool: { 'aws:SecureTransport': false } } },
      { Condition: { Bool: { 'aws:SecureTransport': false } } },
    ],
  ])('%s', (_, value, expected) => {
    expect(evaluated(value, context)).toEqual(expected);
  });

  test.each<[string, TemplateValue, string]>([
    [
      'ImportValue',
      { 'Fn::ImportValue': 'other' },
      'Resources.Subject.Properties.value: Fn::ImportValue is not available',
    ],
    ['an unknown Ref', { Ref: 'Nothing' }, 'there is no resource or parameter Nothing'],
    [
      'an unknown attribute',
      { 'Fn::GetAtt': ['Clip', 'Colour'] },
      'Clip (AWS::Lambda::Function) has no attribute Colour',
    ],
    ['a Join that is none', { 'Fn::Join': 'a' }, 'must be a list of 2'],
    ['a Select beyond the end', { 'Fn::Select': [3, ['a']] }, 'has no item 3'],
  ])('refuses %s and names the place', (_, value, message) => {
    expect(() => evaluated(value, context)).toThrow(message);
  });

  test('names that need one another are refused, not followed for ever', () => {
    const ring: CloudFormationTemplate = {
      Resources: {
        A: { Type: 'AWS::S3::Bucket', Properties: { BucketName: { Ref: 'B' } } },
        B: { Type: 'AWS::S3::Bucket', Properties: { BucketName: { Ref: 'A' } } },
      },
    };
    expect(() => evaluateTemplate(ring, options)).toThrow('the name of A depends on itself');
  });

  test('resources and outputs whose condition is false are left out; unknown types are named', () => {
    const result = evaluateTemplate(
      {
        ...context,
        Resources: { ...context.Resources, Odd: { Type: 'AWS::Odd::Thing' } },
        Outputs: {
          Kept: { Value: { 'Fn::GetAtt': ['Odd', 'Arn'] }, Condition: 'Large' },
          Left: { Value: 'x', Condition: 'Small' },
        },
      },
      options,
    );
    expect(result.resources.map((resource) => resource.logicalId)).not.toContain('Left');
    expect(result.outputs).toEqual({ Kept: 'arn:aws:odd:eu-west-1:000000000000:kvs-archiver-local-Odd' });
    expect(result.unknownTypes).toEqual(['AWS::Odd::Thing']);
  });
});
