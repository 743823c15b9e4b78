import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Router } from 'wouter';
import { ApiError } from '../client/createClient.ts';
import { ArchiveContext, openArchive } from './api/ArchiveContext.ts';
import { TokenContext } from './api/TokenContext.ts';
import './look/base.css';
import { applyTheme, storedTheme, watchSystemTheme } from './look/theme.ts';
import buttons from './parts/buttons.module.css';
import { Shell } from './shell/Shell.tsx';
import { openSession } from './signin/openSession.ts';
import { SignInGate } from './signin/SignInGate.tsx';
import { en } from './text/en.ts';

applyTheme(storedTheme());
watchSystemTheme();

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5000,
      // What the API refuses it will refuse again.
      retry: (failures, error) =>
        failures < 3 && (!(error instanceof ApiError) || error.status === 0 || error.retryable),
    },
  },
});
const root = document.getElementById('console');
if (root === null) throw new Error('the page has no place for the console');
const page = createRoot(root);
page.render(
  <main className={buttons.page}>
    <h1>{en.app.name}</h1>
    <p role="status">{en.app.loading}</p>
  </main>,
);
const { session, failure } = await openSession();
page.render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <TokenContext value={session?.token}>
        <ArchiveContext value={openArchive(session?.token)}>
          <SignInGate session={session} failure={failure}>
            <Router base="/console">
              <Shell />
            </Router>
          </SignInGate>
        </ArchiveContext>
      </TokenContext>
    </QueryClientProvider>
  </StrictMode>,
);
