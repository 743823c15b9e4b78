import { useEffect } from 'react';
import { useText } from '../text/useText.ts';

/** Names the document for what is shown: in tabs, bookmarks and the browser's history, and to screen readers. */
export function useTitle(view: string): void {
  const { app } = useText();
  useEffect(() => {
    document.title = `${view} – ${app.name}`;
  }, [view, app.name]);
}
