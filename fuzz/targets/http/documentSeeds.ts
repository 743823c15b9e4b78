import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly example?: unknown;
}
interface Operation {
  readonly parameters?: readonly unknown[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly example?: unknown }>> };
}
type Item = Readonly<Record<string, unknown>>;

/**
 * A request for every operation of the HTTP API's document, with the examples that stand there.
 *
 * @param path of the document
 * @param known what stands in for some of the parameters: names of things that are there
 */
export function documentSeeds(path: string, known: Readonly<Record<string, string>>): string[] {
  const document = parse(readFileSync(path, 'utf8')) as { readonly paths: Readonly<Record<string, Item>> } & Item;
  const follow = <Thing>(thing: unknown): Thing => {
    const reference = (thing as { $ref?: string }).$ref;
    if (reference === undefined) return thing as Thing;
    const keys = reference.replace(/^#\//, '').split('/');
    return follow(keys.reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], document));
  };
  return Object.entries(document.paths).flatMap(([route, item]) =>
    ['get', 'put', 'post', 'delete'].flatMap((method) => {
      const operation = item[method] as Operation | undefined;
      if (operation === undefined) return [];
      const listed = [...((item.parameters as readonly unknown[] | undefined) ?? []), ...(operation.parameters ?? [])];
      const parameters = listed.map((parameter) => follow<Parameter>(parameter));
      const chosen = ({ name, example }: Parameter) => known[name] ?? String(example ?? 'x');
      const place = route.replaceAll(/\{(\w+)\+?\}/g, (_whole, name: string) => {
        const parameter = parameters.find((each) => each.name === name);
        return encodeURIComponent(parameter === undefined ? 'x' : chosen(parameter));
      });
      const asked = parameters.filter((parameter) => parameter.in === 'query');
      const query = new URLSearchParams(
        asked.map((parameter): [string, string] => [parameter.name, chosen(parameter)]),
      ).toString();
      const isSigned = JSON.stringify(item.servers ?? operation).includes('/iam/v1');
      const line = `${method.toUpperCase()} ${isSigned ? '/iam' : ''}/v1${place}${query === '' ? '' : `?${query}`}`;
      const body = operation.requestBody && follow<NonNullable<Operation['requestBody']>>(operation.requestBody);
      const example = body?.content['application/json']?.example;
      if (example === undefined) return [`${line}\n\n`];
      return [`${line}\ncontent-type: application/json\n\n${JSON.stringify(example)}`];
    }),
  );
}
