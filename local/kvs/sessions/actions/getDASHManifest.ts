import { writeManifest } from '../dash/writeManifest.ts';
import { describeSession } from '../describeSession.ts';
import { noFragments } from '../Session.ts';
import { type SessionAction, textContent } from './SessionAction.ts';

/** The manifest: what the session's URL names. */
export const getDASHManifest: SessionAction = {
  name: 'GetDASHManifest',
  paths: { dash: '/dash/v1/getDASHManifest.mpd' },
  perSecond: 5,
  charge: ({ maxFragments }) => ({ metadata: maxFragments }),
  async run({ session, token }) {
    const view = await session.view();
    if (view.entries.length === 0) throw noFragments();
    const description = await describeSession(session);
    return textContent('application/dash+xml', writeManifest(session.terms, view, description, token));
  },
};
