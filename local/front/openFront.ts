import type { LocalService } from '../service.ts';
import type { EvaluatedTemplate } from '../template/evaluateTemplate.ts';
import { createFront, type FrontOptions } from './createFront.ts';
import { type FrontBehavior, readDistribution } from './readDistribution.ts';

/**
 * The HTTP API and the front at one address: what stands below `/v1/` comes through the distribution, as deployed, what
 * stands below `/iam/v1/` to the API's own address.
 *
 * @param template as it stands when it is asked for: attributes of resources of its own are filled in later
 */
export function openFront(
  template: () => EvaluatedTemplate,
  api: LocalService | undefined,
  options: Omit<FrontOptions, 'behaviors' | 'api'>,
): { readonly 'http-api'?: LocalService; readonly front?: LocalService } {
  if (api === undefined) return {};
  if (readDistribution(template()) === undefined) return { 'http-api': api };
  let known: { readonly of: EvaluatedTemplate; readonly behaviors: readonly FrontBehavior[] } | undefined;
  const behaviors = (): readonly FrontBehavior[] => {
    const of = template();
    if (known?.of !== of) known = { of, behaviors: readDistribution(of) ?? [] };
    return known.behaviors;
  };
  const front = createFront({ ...options, behaviors, api });
  const httpApi: LocalService = {
    name: api.name,
    handle: (request, response) =>
      (request.url ?? '').startsWith('/v1/') ? front.handle(request, response) : api.handle(request, response),
    close: () => api.close(),
  };
  return { 'http-api': httpApi, front };
}
