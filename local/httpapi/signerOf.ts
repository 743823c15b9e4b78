import type { IncomingMessage } from 'node:http';
import { parseSignature } from '../auth/parseSignature.ts';
import type { Authorizer } from './Authorizer.ts';

/** Who signed the request, as an IAM authorizer tells it; undefined where nobody did, which only an open stack lets in. */
export function signerOf(
  request: IncomingMessage,
  facts: { readonly accountId: string; readonly arnOf?: (accessKeyId: string) => string },
): Authorizer | undefined {
  const claim = parseSignature(request);
  if (typeof claim === 'string') return undefined;
  const { accessKeyId } = claim;
  return {
    iam: {
      accessKey: accessKeyId,
      accountId: facts.accountId,
      callerId: accessKeyId,
      cognitoIdentity: null,
      principalOrgId: null,
      userArn: facts.arnOf?.(accessKeyId) ?? `arn:aws:iam::${facts.accountId}:user/${accessKeyId}`,
      userId: accessKeyId,
    },
  };
}
