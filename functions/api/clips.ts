import { parseClipId } from '../../core/ledger/clipId.ts';
import { objectStore } from '../wiring/buckets.ts';
import { objectLinks } from '../wiring/links.ts';
import { system } from '../wiring/system.ts';
import { ledger, streamNames } from '../wiring/tables.ts';
import { assertMayReach } from './caller.ts';
import { respond } from './respond.ts';
import { clipLinkSeconds, showClip } from './steps/showClip.ts';

const ports = {
  names: streamNames(),
  ledger: ledger(),
  objects: objectStore(),
  links: objectLinks(),
  clock: system.clock,
};

/** An archived clip, and how to get it. */
export const handler = respond({
  'GET /v1/clips/{clipId}': async (event, caller) => {
    const clip = parseClipId(event.pathParameters?.clipId);
    assertMayReach(caller, clip.streamName);
    return { status: 200, body: await showClip(clip, clipLinkSeconds(event.queryStringParameters?.expires), ports) };
  },
});
