import { writeMediaPlaylist } from '../hls/writeMediaPlaylist.ts';
import { noFragments } from '../Session.ts';
import { PLAYLIST_TYPE } from './getHLSMasterPlaylist.ts';
import { requiredParameter, type SessionAction, textContent } from './SessionAction.ts';

/** The media playlist of a track, or of all in MPEG-TS. */
export const getHLSMediaPlaylist: SessionAction = {
  name: 'GetHLSMediaPlaylist',
  paths: { hls: '/hls/v1/getHLSMediaPlaylist.m3u8' },
  perSecond: 5,
  charge: ({ maxFragments }) => ({ metadata: maxFragments }),
  async run({ session, token, query }) {
    const { terms } = session;
    const track = terms.container === 'MPEG_TS' ? undefined : Number(requiredParameter(query, 'TrackNumber'));
    const view = await session.view();
    if (view.entries.length === 0) throw noFragments();
    return textContent(PLAYLIST_TYPE, writeMediaPlaylist(terms, view, token, track));
  },
};
