import type { Credential } from '../auth/Credential.ts';
import { OWN_ISSUER } from '../issuer/Issuer.ts';
import type { LambdaFunction } from '../lambda/lambdaFunction.ts';

/** What the runtime itself sets. Documented: Lambda developer guide, "Defined runtime environment variables". */
export function functionEnvironment(
  fn: LambdaFunction,
  facts: {
    readonly region: string;
    readonly endpoint: string;
    readonly credential: Credential;
    readonly temporary: string;
    /** Of tokens, where they are asked for. */
    readonly issuer: string | undefined;
  },
): Record<string, string> {
  return {
    AWS_REGION: facts.region,
    AWS_DEFAULT_REGION: facts.region,
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_NAME: fn.name,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(fn.memoryMb),
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${fn.name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: 'local',
    AWS_ACCESS_KEY_ID: facts.credential.accessKeyId,
    AWS_SECRET_ACCESS_KEY: facts.credential.secretAccessKey,
    AWS_ENDPOINT_URL: facts.endpoint,
    // Nothing of the machine's own set-up may leak in, and nobody is to wait for a metadata service.
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
    // The deployed runtime is newer than what may run here.
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    // What a deployed function has in /tmp goes with its environment.
    TMPDIR: facts.temporary,
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    // Its address is known now; where nobody is asked for a token there is none.
    ...(fn.environment.JWT_ISSUER === OWN_ISSUER ? { JWT_ISSUER: facts.issuer ?? '' } : {}),
    _HANDLER: `${fn.file}.${fn.exportName}`,
  };
}
