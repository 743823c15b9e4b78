import { ArchiverError } from '../../core/errors.ts';
import type { HttpApiDefinition } from '../httpapi/readRoutes.ts';
import { OWN_ISSUER } from './Issuer.ts';

/**
 * The API with tokens of the stack's own issuer, at the address that it has now.
 *
 * @throws ArchiverError `InvalidInput` where the template names another: there is no way to it from here
 */
export function withOwnIssuer(definition: HttpApiDefinition, address: string): HttpApiDefinition {
  const routes = definition.routes.map((route) => {
    if (route.tokens === undefined) return route;
    if (route.tokens.issuer !== OWN_ISSUER) {
      const message = `jwtIssuer: with --auth the embedded stack takes tokens of its own (${OWN_ISSUER}), not of ${route.tokens.issuer}`;
      throw new ArchiverError('InvalidInput', message);
    }
    return { ...route, tokens: { ...route.tokens, issuer: address } };
  });
  return { ...definition, routes };
}

/** For whom the tokens of an API are. */
export const audienceOf = ({ routes }: HttpApiDefinition): string | undefined =>
  routes.find(({ tokens }) => tokens !== undefined)?.tokens?.audience[0];
