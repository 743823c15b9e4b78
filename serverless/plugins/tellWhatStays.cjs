/**
 * `sls remove` leaves the archive and the ledger where they are. This says so, with their names, which nothing else
 * knows once the stack is gone. A plugin of the framework.
 */
const TYPES = new Map([
  ['AWS::S3::Bucket', 'bucket'],
  ['AWS::DynamoDB::Table', 'table'],
]);
/** What goes with the stack: the framework's own bucket, and a table whose items expire by themselves. */
const GOES = ['ServerlessDeploymentBucket', 'RunsTable'];

/** Buckets and tables that outlive the stack, as `bucket NAME`; none where there is no stack. */
async function whatStays(provider) {
  const { paginateListStackResources } = require('@aws-sdk/client-cloudformation');
  const client = await provider.getCloudFormationClient();
  const stays = [];
  try {
    for await (const page of paginateListStackResources({ client }, { StackName: provider.naming.getStackName() })) {
      for (const { LogicalResourceId, PhysicalResourceId, ResourceType } of page.StackResourceSummaries ?? []) {
        const kind = TYPES.get(ResourceType);
        if (kind !== undefined && !GOES.includes(LogicalResourceId)) stays.push(`${kind} ${PhysicalResourceId}`);
      }
    }
  } catch (error) {
    // The framework tells of a stack that is not there in its own way.
    if (error.name === 'ValidationError' && error.message.endsWith('does not exist')) return [];
    throw error;
  }
  return stays;
}

module.exports = class TellWhatStays {
  constructor(serverless, _options, { log }) {
    let stays = [];
    this.hooks = {
      'before:remove:remove': async () => {
        stays = await whatStays(serverless.getProvider('aws'));
      },
      'after:remove:remove': () => {
        if (stays.length === 0) return;
        log.notice('These stay, with all that is in them (docs/operations.md, "Removing a stack"):');
        for (const each of stays) log.notice(`  ${each}`);
      },
    };
  }
};
