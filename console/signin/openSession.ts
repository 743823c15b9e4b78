import { openArchive } from '../api/ArchiveContext.ts';
import { Session } from './Session.ts';

/** Who is there: undefined where nobody signs in. `failure` where signing in came to nothing. */
export async function openSession(): Promise<{ readonly session: Session | undefined; readonly failure?: Error }> {
  // An API that does not answer is told of by what asks it next.
  const health = await openArchive()
    .get('/health')
    .catch(() => undefined);
  if (health?.signIn === undefined) return { session: undefined };
  const session = new Session(health.signIn);
  try {
    await session.complete();
  } catch (failure) {
    return { session, failure: failure instanceof Error ? failure : new Error(String(failure)) };
  }
  return { session };
}
