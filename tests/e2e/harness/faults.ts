import type { Endpoint } from './Installation.ts';

/** Puts a plan of faults in force, as `POST /_local/faults` takes it. */
export async function breakThings({ url }: Endpoint, rules: readonly object[], seed = 1): Promise<void> {
  const response = await fetch(`${url}/_local/faults`, { method: 'POST', body: JSON.stringify({ seed, rules }) });
  if (!response.ok) throw new Error(await response.text());
}

/** Ends all faults; answers how often each rule struck. */
export async function mendThings({ url }: Endpoint): Promise<number[]> {
  const plan = (await (await fetch(`${url}/_local/faults`)).json()) as { rules: { hits: number }[] };
  await fetch(`${url}/_local/faults`, { method: 'DELETE' });
  return plan.rules.map(({ hits }) => hits);
}
