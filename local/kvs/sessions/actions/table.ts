import { getDASHManifest } from './getDASHManifest.ts';
import { getHLSMasterPlaylist } from './getHLSMasterPlaylist.ts';
import { getHLSMediaPlaylist } from './getHLSMediaPlaylist.ts';
import { getMP4InitFragment } from './getMP4InitFragment.ts';
import { getMP4MediaFragment } from './getMP4MediaFragment.ts';
import { getTSFragment } from './getTSFragment.ts';
import type { SessionAction } from './SessionAction.ts';

const ACTIONS: readonly SessionAction[] = [
  getDASHManifest,
  getHLSMasterPlaylist,
  getHLSMediaPlaylist,
  getMP4InitFragment,
  getMP4MediaFragment,
  getTSFragment,
];

/** What players may ask for, by path. */
export const ACTIONS_BY_PATH: ReadonlyMap<string, SessionAction> = new Map(
  ACTIONS.flatMap((action) => Object.values(action.paths).map((path) => [path, action] as const)),
);
