import { lazy, Suspense, useContext } from 'react';
import { Link, Route, Switch, useRoute } from 'wouter';
import icon from '../icon.svg';
import { SignOutContext } from '../signin/SignOutContext.ts';
import { useText } from '../text/useText.ts';
import { Wall } from '../wall/Wall.tsx';
import styles from './Shell.module.css';
import { Shortcuts } from './Shortcuts.tsx';
import { ThemeMenu } from './ThemeMenu.tsx';

const GapsView = lazy(() => import('../gaps/GapsView.tsx'));
const JobsView = lazy(() => import('../jobs/JobsView.tsx'));
const MachineView = lazy(() => import('../runs/MachineView.tsx'));
const RunsView = lazy(() => import('../runs/RunsView.tsx'));
const RunView = lazy(() => import('../runs/RunView.tsx'));
const SearchView = lazy(() => import('../search/SearchView.tsx'));
const StreamView = lazy(() => import('../stream/StreamView.tsx'));

/** The frame of every view: a way to each of them, and the view that the address names. */
export function Shell() {
  const text = useText();
  const signOut = useContext(SignOutContext);
  return (
    <div className={styles.shell}>
      <a className={styles.skip} href="#content">
        {text.app.skip}
      </a>
      <header className={styles.bar}>
        <Link href="/" className={styles.brand ?? ''}>
          <img src={icon} alt="" width="28" height="28" />
          <span>{text.app.name}</span>
        </Link>
        <nav aria-label={text.app.menu} className={styles.nav}>
          <NavLink href="/">{text.app.wall}</NavLink>
          <NavLink href="/gaps">{text.app.gaps}</NavLink>
          <NavLink href="/search">{text.app.search}</NavLink>
          <NavLink href="/runs">{text.app.runs}</NavLink>
          <NavLink href="/jobs">{text.app.jobs}</NavLink>
        </nav>
        <div className={styles.tools}>
          <ThemeMenu />
          <Shortcuts />
          {signOut !== undefined && (
            <button type="button" className={styles.help} onClick={signOut}>
              {text.app.signOut}
            </button>
          )}
        </div>
      </header>
      <main id="content" className={styles.content} tabIndex={-1}>
        <Suspense fallback={<p>{text.app.loading}</p>}>
          <Switch>
            <Route path="/">
              <Wall />
            </Route>
            <Route path="/streams/:stream">{({ stream }) => <StreamView stream={decodeURIComponent(stream)} />}</Route>
            <Route path="/gaps">
              <GapsView />
            </Route>
            <Route path="/jobs">
              <JobsView />
            </Route>
            <Route path="/runs">
              <RunsView />
            </Route>
            <Route path="/runs/machines/:machine">
              {({ machine }) => <MachineView machine={decodeURIComponent(machine)} />}
            </Route>
            <Route path="/runs/:id">{({ id }) => <RunView id={decodeURIComponent(id)} />}</Route>
            <Route path="/search">
              <SearchView />
            </Route>
            <Route>
              <p>
                {text.app.notFound} <Link href="/">{text.app.home}</Link>
              </p>
            </Route>
          </Switch>
        </Suspense>
      </main>
    </div>
  );
}

function NavLink({ href, children }: { readonly href: string; readonly children: string }) {
  const [here] = useRoute(href === '/' ? href : `${href}/*?`);
  return (
    <Link href={href} aria-current={here ? 'page' : undefined}>
      {children}
    </Link>
  );
}
