import { CloudFormationClient, type ListStackResourcesOutput } from '@aws-sdk/client-cloudformation';

interface Plugin {
  readonly hooks: Readonly<Record<string, () => Promise<void> | void>>;
}
type PluginClass = new (serverless: object, options: object, tools: object) => Plugin;
const TellWhatStays = require('../../serverless/plugins/tellWhatStays.cjs') as PluginClass;

/** Removes a stack of these pages of resources, as the framework does. @returns what was printed */
async function remove(answer: (token: string | undefined) => ListStackResourcesOutput): Promise<string[]> {
  const client = new CloudFormationClient({ region: 'us-east-1' });
  client.middlewareStack.add(
    () => async (call) => {
      const { NextToken } = call.input as { NextToken?: string };
      return { response: {}, output: { $metadata: {}, ...answer(NextToken) } };
    },
    { step: 'initialize', priority: 'high' },
  );
  const printed: string[] = [];
  const provider = { getCloudFormationClient: async () => client, naming: { getStackName: () => 'kvs-archiver-prod' } };
  const { hooks } = new TellWhatStays(
    { getProvider: () => provider },
    {},
    { log: { notice: (line: string) => printed.push(line) } },
  );
  await hooks['before:remove:remove']?.();
  await hooks['after:remove:remove']?.();
  client.destroy();
  return printed;
}

const resource = (LogicalResourceId: string, ResourceType: string) => ({
  LogicalResourceId,
  ResourceType,
  PhysicalResourceId: `name-of-${LogicalResourceId}`,
  LastUpdatedTimestamp: new Date(0),
  ResourceStatus: 'CREATE_COMPLETE' as const,
});

test('sls remove says which buckets and tables stay', async () => {
  const printed = await remove((token) =>
    token === undefined
      ? {
          NextToken: 'more',
          StackResourceSummaries: [
            resource('ArchiveBucket', 'AWS::S3::Bucket'),
            resource('ServerlessDeploymentBucket', 'AWS::S3::Bucket'),
            resource('GapsLambdaFunction', 'AWS::Lambda::Function'),
          ],
        }
      : {
          StackResourceSummaries: [
            resource('LedgerTable', 'AWS::DynamoDB::Table'),
            resource('RunsTable', 'AWS::DynamoDB::Table'),
          ],
        },
  );

  expect(printed).toEqual([
    expect.stringContaining('These stay'),
    '  bucket name-of-ArchiveBucket',
    '  table name-of-LedgerTable',
  ]);
});

test('a stack that is not there leaves the framework to say so', async () => {
  const gone = (): never => {
    throw Object.assign(new Error('Stack with id kvs-archiver-prod does not exist'), { name: 'ValidationError' });
  };
  const denied = (): never => {
    throw Object.assign(new Error('not authorized'), { name: 'AccessDenied' });
  };

  expect(await remove(gone)).toEqual([]);
  await expect(remove(denied)).rejects.toThrow('not authorized');
});
