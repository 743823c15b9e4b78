/** What the address of a stream's view says: where one is, how much is seen, what is selected. Times in epoch ms. */
export interface Place {
  /** The moment that is played; live, where there is none. */
  readonly atMs: number | undefined;
  readonly spanMs: number | undefined;
  readonly selection: { readonly fromMs: number; readonly toMs: number } | undefined;
}

const wholeNumber = (text: string | null | undefined): number | undefined =>
  text != null && /^\d{1,15}$/.test(text) ? Number(text) : undefined;

/** Reads a query such as `?at=1795269600000&span=3600000&select=1795269600000-1795269660000`; what is wrong is left out. */
export function readPlace(query: string): Place {
  const parameters = new URLSearchParams(query);
  const [from, to] = (parameters.get('select') ?? '').split('-').map(wholeNumber);
  return {
    atMs: wholeNumber(parameters.get('at')),
    spanMs: wholeNumber(parameters.get('span')),
    selection: from !== undefined && to !== undefined && from < to ? { fromMs: from, toMs: to } : undefined,
  };
}

/** The query of a place. */
export function writePlace({ atMs, spanMs, selection }: Place): string {
  const parameters = new URLSearchParams();
  if (atMs !== undefined) parameters.set('at', String(Math.round(atMs)));
  if (spanMs !== undefined) parameters.set('span', String(Math.round(spanMs)));
  if (selection !== undefined) {
    parameters.set('select', `${Math.round(selection.fromMs)}-${Math.round(selection.toMs)}`);
  }
  return parameters.toString();
}
