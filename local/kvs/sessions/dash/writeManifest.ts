import type { MatroskaFragmentedTrack } from '../../../../core/mp4/fragmented/FragmentedTrack.ts';
import type { SessionDescription } from '../describeSession.ts';
import { PRESENTATION_BEGINS_MS } from '../presentation.ts';
import type { SessionView } from '../Session.ts';
import type { SessionTerms } from '../SessionTerms.ts';
import { sessionUri } from '../sessionUri.ts';
import type { TimelineEntry } from '../TimelineEntry.ts';

/** Of the manifest's times; those of the segments are in ticks of their tracks. */
const TIMESCALE = 1000;
const XMLNS_KVS = 'http://www.amazonaws.com/kinesisvideo';

type ManifestTerms = Pick<SessionTerms, 'mode' | 'openedMs' | 'showsTimestamps' | 'showsNumbers'>;

/**
 * A session's manifest. Documented: segments are told by their place in the session, the timeline has no gaps, and
 * `kvs:ts` and `kvs:fn` stand on each S where they are asked for. Assumed: all else, after ISO/IEC 23009-1 (the namespace
 * of these attributes too). A live manifest is to be loaded again each second (documented advice).
 */
export function writeManifest(
  terms: ManifestTerms,
  view: SessionView,
  description: SessionDescription,
  token: string,
): string {
  const { entries, isEnded } = view;
  const [first] = entries;
  const last = entries.at(-1);
  const endMs = (last?.gaplessMs ?? 0) + (last?.playMs ?? 0);
  const longest = seconds(view.longestMs);
  // What the session began with was there when it was opened, and what came since plays on behind it.
  const beganMs = terms.openedMs - view.openingMs;
  const kind = isEnded
    ? `type="static" mediaPresentationDuration="${seconds(endMs)}"`
    : `type="dynamic" availabilityStartTime="${timeOf(beganMs)}" publishTime="${timeOf(beganMs + endMs)}"` +
      ` minimumUpdatePeriod="PT1S" timeShiftBufferDepth="${seconds(endMs - (first?.gaplessMs ?? 0))}"` +
      ` suggestedPresentationDelay="${longest}"`;
  const sets = description.tracks.map((track, index) =>
    adaptationSet({ track, index, description, entries, terms, token }),
  );
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<MPD xmlns="urn:mpeg:dash:schema:mpd:2011" xmlns:kvs="${XMLNS_KVS}" profiles="urn:mpeg:dash:profile:isoff-live:2011"` +
      ` ${kind} maxSegmentDuration="${longest}" minBufferTime="${longest}">`,
    '  <Period id="1" start="PT0S">',
    ...sets,
    '  </Period>',
    '</MPD>',
    '',
  ].join('\n');
}

interface SetContent {
  readonly track: MatroskaFragmentedTrack;
  readonly index: number;
  readonly description: SessionDescription;
  readonly entries: readonly TimelineEntry[];
  readonly terms: ManifestTerms;
  readonly token: string;
}

function adaptationSet({ track, index, description, entries, terms, token }: SetContent): string {
  const { codecs, frameRate, bandwidth } = description;
  const isVideo = track.handler === 'vide';
  const { width, height } = track.track.video ?? { width: 0, height: 0 };
  const shape =
    isVideo && frameRate !== undefined
      ? ` width="${width}" height="${height}" frameRate="${Math.round(frameRate * 1000)}/1000"`
      : ` audioSamplingRate="${track.timescale}"`;
  const parameters = { TrackNumber: track.id };
  const initialization = sessionUri('getMP4InitFragment.mp4', token, parameters);
  const media = sessionUri('getMP4MediaFragment.mp4', token, { ...parameters, FragmentNumber: '$Number$' });
  return [
    `    <AdaptationSet id="${index + 1}" contentType="${isVideo ? 'video' : 'audio'}" mimeType="${isVideo ? 'video' : 'audio'}/mp4"` +
      ' segmentAlignment="true" startWithSAP="1">',
    `      <Representation id="${track.id}" codecs="${codecs[index] ?? ''}" bandwidth="${bandwidth}"${shape}>`,
    `        <SegmentTemplate timescale="${TIMESCALE}" presentationTimeOffset="${PRESENTATION_BEGINS_MS}"` +
      ` startNumber="${entries[0]?.sequence ?? 1}" initialization="${escaped(initialization)}" media="${escaped(media)}">`,
    '          <SegmentTimeline>',
    ...entries.map((entry) => `            ${segment(entry, terms)}`),
    '          </SegmentTimeline>',
    '        </SegmentTemplate>',
    '      </Representation>',
    '    </AdaptationSet>',
  ].join('\n');
}

function segment(entry: TimelineEntry, { showsTimestamps, showsNumbers }: ManifestTerms): string {
  const own = [
    showsTimestamps ? ` kvs:ts="${timeOf(entry.startMs)}"` : '',
    showsNumbers ? ` kvs:fn="${entry.record.number}"` : '',
  ];
  return `<S t="${PRESENTATION_BEGINS_MS + entry.gaplessMs}" d="${entry.playMs}"${own.join('')}/>`;
}

const seconds = (ms: number): string => `PT${(ms / 1000).toFixed(3)}S`;
const timeOf = (ms: number): string => new Date(ms).toISOString();
const escaped = (uri: string): string => uri.replaceAll('&', '&amp;');
