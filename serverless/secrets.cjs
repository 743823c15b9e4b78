/**
 * The key that links are signed with: made by Secrets Manager, in no template and no log. It stays when the stack goes,
 * as long as AWS keeps what was deleted (30 days). How it is changed stands in docs/operations.md.
 */
module.exports = async () => ({
  Resources: {
    LinkSecret: {
      Type: 'AWS::SecretsManager::Secret',
      Properties: {
        Description: 'kvs-archiver: the key that links are signed with.',
        GenerateSecretString: { PasswordLength: 64, ExcludePunctuation: true },
      },
    },
  },
  Outputs: { LinkSecretArn: { Value: { Ref: 'LinkSecret' } } },
});
