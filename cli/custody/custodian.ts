import type { Context } from '../Context.ts';
import type { Installation } from '../connection/Installation.ts';

/** Who is at the command line: the name they are known by here, and the key they sign with. */
export async function custodian(
  named: string | undefined,
  installation: Installation,
  context: Context,
): Promise<string> {
  if (named !== undefined) return named;
  const { accessKeyId } = await installation.keys();
  return `${context.env.USER ?? context.env.USERNAME ?? 'somebody'} (${accessKeyId})`;
}
