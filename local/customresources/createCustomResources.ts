import { mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { ArchiverError } from '../../core/errors.ts';
import type { System } from '../../core/system.ts';
import { RequestTooLarge, readBody } from '../gateway/readBody.ts';
import { replaceFile } from '../kvs/storage/durableFiles.ts';
import type { LambdaHost } from '../lambda/createLambdaHost.ts';
import type { LocalService } from '../service.ts';
import type { EvaluatedTemplate } from '../template/evaluateTemplate.ts';
import { asText, fillAttributes, isCustom, type MadeResource, type ResourceAnswer } from './CustomResource.ts';

export interface CustomResourceOptions {
  readonly template: EvaluatedTemplate;
  readonly lambda: Pick<LambdaHost, 'invoke'>;
  /** Where what was made is remembered. */
  readonly file: string;
  /** Of the gateway, which answers come to; without a slash at its end. */
  readonly endpoint: string;
  readonly stackId: string;
  readonly system: System;
}

export interface CustomResources extends Pick<LocalService, 'handle'> {
  /**
   * Makes what is new, changes what has changed, takes away what the template has no more, as a deployment does.
   *
   * @returns the template with the attributes of what was made
   * @throws ArchiverError `InvalidInput` where a function says that it failed, or says nothing
   */
  make(): Promise<EvaluatedTemplate>;
}

/** Documented: an answer has 4,096 bytes at most. */
const ANSWER_LIMIT_BYTES = 4096;
/** The path below which functions answer. */
export const ANSWERS = '/_local/custom-resources/';

interface Ask {
  readonly kind: 'Create' | 'Update' | 'Delete';
  readonly logicalId: string;
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly before?: MadeResource | undefined;
}

/** Resources that functions of the stack make, and the place where those answer. */
export function createCustomResources(options: CustomResourceOptions): CustomResources {
  const { template, lambda, file, endpoint, stackId, system } = options;
  const answers = new Map<string, ResourceAnswer | undefined>();

  async function ask({ kind, logicalId, type, properties, before }: Ask): Promise<MadeResource> {
    const requestId = system.random.uuid();
    const fault = (why: string): ArchiverError => new ArchiverError('InvalidInput', `${logicalId} (${type}): ${why}`);
    answers.set(requestId, undefined);
    try {
      const outcome = await lambda.invoke(String(properties.ServiceToken), {
        RequestType: kind,
        RequestId: requestId,
        StackId: stackId,
        ResponseURL: `${endpoint}${ANSWERS}${requestId}`,
        ResourceType: type,
        LogicalResourceId: logicalId,
        ResourceProperties: properties,
        ServiceToken: properties.ServiceToken,
        ...(before === undefined ? {} : { PhysicalResourceId: before.physicalId }),
        ...(kind === 'Update' ? { OldResourceProperties: before?.properties ?? {} } : {}),
      });
      const answer = answers.get(requestId);
      if (answer === undefined) throw fault(`its function said nothing${outcome.ok ? '' : ', it failed'}`);
      if (answer.Status !== 'SUCCESS') throw fault(String(answer.Reason ?? 'its function failed'));
      const physicalId = String(answer.PhysicalResourceId ?? before?.physicalId ?? '');
      if (physicalId === '') throw fault('its function named no PhysicalResourceId');
      const attributes = asText(answer.Data ?? {}) as Record<string, string>;
      return { type, properties, physicalId, attributes };
    } finally {
      answers.delete(requestId);
    }
  }

  async function remembered(): Promise<Map<string, MadeResource>> {
    try {
      return new Map(Object.entries(JSON.parse(await readFile(file, 'utf8')) as Record<string, MadeResource>));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return new Map();
      throw error;
    }
  }

  return {
    async make() {
      const made = await remembered();
      const keep = async (): Promise<void> => {
        await mkdir(dirname(file), { recursive: true });
        await replaceFile(file, JSON.stringify(Object.fromEntries(made)));
      };
      const wanted = template.resources.filter(({ type }) => isCustom(type));
      for (const { logicalId, type, properties: declared } of wanted) {
        const properties = asText(fillAttributes(declared, made)) as Record<string, unknown>;
        const before = made.get(logicalId);
        if (before !== undefined && isDeepStrictEqual(before.properties, properties)) continue;
        const kind = before === undefined ? 'Create' : 'Update';
        const now = await ask({ kind, logicalId, type, properties, before });
        made.set(logicalId, now);
        await keep();
        if (before !== undefined && before.physicalId !== now.physicalId) {
          await ask({ kind: 'Delete', logicalId, type, properties: before.properties, before });
        }
      }
      for (const [logicalId, before] of made) {
        if (wanted.some((each) => each.logicalId === logicalId)) continue;
        await ask({ kind: 'Delete', logicalId, type: before.type, properties: before.properties, before });
        made.delete(logicalId);
        await keep();
      }
      return {
        ...template,
        resources: template.resources.map((resource) => ({
          ...resource,
          properties: fillAttributes(resource.properties, made) as Record<string, unknown>,
        })),
        outputs: fillAttributes(template.outputs, made) as Record<string, string>,
      };
    },
    async handle(request, response) {
      const requestId = (request.url ?? '').slice(ANSWERS.length).split('?', 1)[0] ?? '';
      const say = (status: number): void => void response.writeHead(status, { 'content-length': 0 }).end();
      if (request.method !== 'PUT') return say(405);
      // As an address that was signed for one call: nobody else's answer counts, nor a second one.
      if (!answers.has(requestId) || answers.get(requestId) !== undefined) return say(403);
      try {
        const answer: unknown = JSON.parse((await readBody(request, ANSWER_LIMIT_BYTES)).toString('utf8'));
        if (typeof answer !== 'object' || answer === null) return say(400);
        answers.set(requestId, answer);
      } catch (error) {
        if (error instanceof RequestTooLarge || error instanceof SyntaxError) return say(400);
        throw error;
      }
      return say(200);
    },
  };
}
