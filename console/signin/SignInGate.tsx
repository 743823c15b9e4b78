import { type ReactNode, useEffect, useState } from 'react';
import buttons from '../parts/buttons.module.css';
import { fill } from '../text/format.ts';
import { useText } from '../text/useText.ts';
import type { Session } from './Session.ts';
import { SignOutContext } from './SignOutContext.ts';

export interface SignInGateProps {
  readonly session: Session | undefined;
  readonly failure: Error | undefined;
  readonly children: ReactNode;
}

/** Shows the console to whoever has signed in, and to everybody where nobody does. */
export function SignInGate({ session, failure: first, children }: SignInGateProps) {
  const { app } = useText();
  const [failure, setFailure] = useState(first);
  const [signedOut, setSignedOut] = useState(false);
  const leaves = session !== undefined && !session.isSignedIn && failure === undefined && !signedOut;
  useEffect(() => {
    if (leaves) session.signIn().catch(setFailure);
  }, [leaves, session]);
  if (session === undefined) return children;
  if (leaves) return <p role="status">{app.loading}</p>;
  if (!signedOut && failure === undefined) {
    const signOut = (): void => {
      setSignedOut(true);
      session.signOut().catch(setFailure);
    };
    return <SignOutContext value={signOut}>{children}</SignOutContext>;
  }
  return (
    <main className={buttons.page}>
      <h1>{app.name}</h1>
      {failure === undefined ? (
        <p role="status">{app.signedOut}</p>
      ) : (
        <p role="alert">{fill(app.signInFailed, { message: failure.message })}</p>
      )}
      <button type="button" className={buttons.button} onClick={() => void session.signIn().catch(setFailure)}>
        {app.signIn}
      </button>
    </main>
  );
}
