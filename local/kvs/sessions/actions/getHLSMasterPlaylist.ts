import { describeSession } from '../describeSession.ts';
import { writeMasterPlaylist } from '../hls/writeMasterPlaylist.ts';
import { type SessionAction, textContent } from './SessionAction.ts';

/** Assumed: the content type; it is one of the two that RFC 8216 names, in the spelling that players know. */
export const PLAYLIST_TYPE = 'application/x-mpegURL';

/** The master playlist: what the session's URL names. */
export const getHLSMasterPlaylist: SessionAction = {
  name: 'GetHLSMasterPlaylist',
  paths: { hls: '/hls/v1/getHLSMasterPlaylist.m3u8' },
  perSecond: 5,
  charge: () => ({}),
  async run({ session, token }) {
    return textContent(PLAYLIST_TYPE, writeMasterPlaylist(session.terms, await describeSession(session), token));
  },
};
