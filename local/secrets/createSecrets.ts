import { join } from 'node:path';
import type { System } from '../../core/system.ts';
import { RequestTooLarge, readBody } from '../gateway/readBody.ts';
import type { LocalService } from '../service.ts';
import type { EvaluatedTemplate } from '../template/evaluateTemplate.ts';
import { generateSecret, type SecretGeneration } from './generateSecret.ts';
import { SecretFile, type SecretRecord, type SecretVersion } from './SecretFile.ts';

export interface SecretsOptions {
  readonly template: EvaluatedTemplate;
  readonly dataDir: string;
  readonly system: System;
}

/** Documented: PutSecretValue, SecretString up to 65,536 bytes; the rest of the request is small. */
const REQUEST_LIMIT_BYTES = 256 * 1024;

type Input = Readonly<Record<string, unknown>>;
interface Answer {
  readonly status: number;
  readonly body: Input;
}

const refuse = (name: string, message: string): Answer => ({ status: 400, body: { __type: name, Message: message } });
const NOT_FOUND = "Secrets Manager can't find the specified secret.";

/**
 * Secrets Manager as far as functions need it: the secrets that the template declares, made at the first start and kept.
 * GetSecretValue, DescribeSecret, and PutSecretValue, by which a secret is changed. Source: Secrets Manager API reference.
 */
export async function createSecrets({ template, dataDir, system }: SecretsOptions): Promise<LocalService> {
  const files = new Map<string, SecretFile>();
  for (const { type, ref, logicalId, properties } of template.resources) {
    if (type !== 'AWS::SecretsManager::Secret') continue;
    const file = new SecretFile(join(dataDir, `${logicalId}.json`));
    files.set(ref, file);
    if ((await file.read()) !== undefined) continue;
    const asked = properties.GenerateSecretString as SecretGeneration | undefined;
    const given = properties.SecretString;
    const generated = asked === undefined ? undefined : generateSecret(asked, system.random);
    const value = typeof given === 'string' ? given : generated;
    const createdMs = system.clock.now();
    const first = { id: system.random.uuid(), createdMs, stages: ['AWSCURRENT'] };
    // Documented: a secret that is declared with neither has no value until somebody gives it one.
    await file.write({ createdMs, versions: value === undefined ? [] : [{ ...first, value }] });
  }

  const named = (secretId: unknown): readonly [string, SecretFile] | undefined =>
    [...files].find(([arn]) => arn === secretId || arn.endsWith(`:secret:${String(secretId)}`));
  const nameOf = (arn: string): string => arn.slice(arn.lastIndexOf(':') + 1);

  function show(arn: string, { id, value, createdMs, stages }: SecretVersion): Input {
    const CreatedDate = createdMs / 1000;
    return { ARN: arn, Name: nameOf(arn), VersionId: id, SecretString: value, VersionStages: stages, CreatedDate };
  }

  function getSecretValue(arn: string, { versions }: SecretRecord, input: Input): Answer {
    const stage = input.VersionStage ?? (input.VersionId === undefined ? 'AWSCURRENT' : undefined);
    const found = versions.find(
      ({ id, stages }) =>
        (input.VersionId === undefined || id === input.VersionId) &&
        (stage === undefined || stages.includes(String(stage))),
    );
    if (found !== undefined) return { status: 200, body: show(arn, found) };
    const what = stage === undefined ? `VersionId: ${String(input.VersionId)}` : `staging label: ${String(stage)}`;
    // Observed: these words.
    return refuse('ResourceNotFoundException', `Secrets Manager can't find the specified secret value for ${what}`);
  }

  function describeSecret(arn: string, { createdMs, versions }: SecretRecord): Answer {
    const VersionIdsToStages = Object.fromEntries(versions.map(({ id, stages }) => [id, stages]));
    const body = { ARN: arn, Name: nameOf(arn), CreatedDate: createdMs / 1000, VersionIdsToStages };
    return { status: 200, body };
  }

  /** The new value is the current one, the current one the one before; what was before that is forgotten. */
  async function putSecretValue(arn: string, file: SecretFile, record: SecretRecord, input: Input): Promise<Answer> {
    if (typeof input.SecretString !== 'string' || input.SecretString === '') {
      return refuse('InvalidParameterException', 'You must provide either SecretString or SecretBinary.');
    }
    const current = record.versions.find(({ stages }) => stages.includes('AWSCURRENT'));
    const same = record.versions.find((each) => each.id === input.ClientRequestToken);
    // Documented: the same value with the same token is written once, another one is refused.
    if (same !== undefined && same.value !== input.SecretString) {
      return refuse('ResourceExistsException', `The version ${same.id} of the secret has another value.`);
    }
    if (same !== undefined) {
      return { status: 200, body: { ARN: arn, Name: nameOf(arn), VersionId: same.id, VersionStages: same.stages } };
    }
    const id = typeof input.ClientRequestToken === 'string' ? input.ClientRequestToken : system.random.uuid();
    const made = { id, value: input.SecretString, createdMs: system.clock.now(), stages: ['AWSCURRENT'] };
    const before = current === undefined ? [] : [{ ...current, stages: ['AWSPREVIOUS'] }];
    await file.write({ ...record, versions: [made, ...before] });
    return { status: 200, body: { ARN: arn, Name: nameOf(arn), VersionId: id, VersionStages: made.stages } };
  }

  async function answer(operation: string, input: Input): Promise<Answer> {
    const found = named(input.SecretId);
    if (found === undefined) return refuse('ResourceNotFoundException', NOT_FOUND);
    const [arn, file] = found;
    const record = await file.read();
    if (record === undefined) return refuse('ResourceNotFoundException', NOT_FOUND);
    switch (operation) {
      case 'GetSecretValue':
        return getSecretValue(arn, record, input);
      case 'DescribeSecret':
        return describeSecret(arn, record);
      case 'PutSecretValue':
        return putSecretValue(arn, file, record, input);
      default:
        return refuse('UnknownOperationException', `${operation} is not available on the embedded stack`);
    }
  }

  function readInput(text: string): Input | undefined {
    try {
      const input: unknown = JSON.parse(text);
      return typeof input === 'object' && input !== null && !Array.isArray(input) ? (input as Input) : undefined;
    } catch (error) {
      if (error instanceof SyntaxError) return undefined;
      throw error;
    }
  }

  return {
    name: 'secrets-manager',
    async handle(request, response) {
      const operation = String(request.headers['x-amz-target'] ?? '').split('.')[1] ?? '';
      let answered: Answer;
      try {
        const input = readInput((await readBody(request, REQUEST_LIMIT_BYTES)).toString('utf8'));
        answered =
          input === undefined
            ? refuse('SerializationException', 'the request is no JSON object')
            : await answer(operation, input);
      } catch (error) {
        if (!(error instanceof RequestTooLarge)) throw error;
        answered = refuse('InvalidRequestException', error.message);
      }
      const body = JSON.stringify(answered.body);
      response.writeHead(answered.status, {
        'content-type': 'application/x-amz-json-1.1',
        'content-length': Buffer.byteLength(body),
        'x-amzn-requestid': system.random.uuid(),
      });
      response.end(body);
    },
    close: () => Promise.resolve(),
  };
}
