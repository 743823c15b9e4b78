import { imagePlaylistUri, spriteVtt } from '../../../../core/packages/transcode/finishPictures.ts';

const PLAYLIST = `#EXTM3U
#EXT-X-VERSION:7
#EXT-X-IMAGES-ONLY
#EXTINF:8.00000,
#EXT-X-TILES:RESOLUTION=160x90,LAYOUT=2x2,DURATION=2.000
sheet-1.jpg
#EXTINF:2.50000,
#EXT-X-TILES:RESOLUTION=160x90,LAYOUT=2x2,DURATION=2.000
sheet-2.jpg
#EXT-X-ENDLIST
`;

test('the image playlist is found among the others', () => {
  const attributes = 'BANDWIDTH=1,RESOLUTION=160x90,CODECS="jpeg",URI="index_images.m3u8"';
  expect(
    imagePlaylistUri(`#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\na.m3u8\n#EXT-X-IMAGE-STREAM-INF:${attributes}\n`),
  ).toBe('index_images.m3u8');
  expect(imagePlaylistUri('#EXTM3U\n#EXT-X-I-FRAME-STREAM-INF:URI="a.m3u8"\n')).toBeUndefined();
});

test('each picture of each sheet has its cue, the last one to the end', () => {
  expect(spriteVtt(PLAYLIST, '../hls/')).toBe(`WEBVTT

00:00:00.000 --> 00:00:02.000
../hls/sheet-1.jpg#xywh=0,0,160,90

00:00:02.000 --> 00:00:04.000
../hls/sheet-1.jpg#xywh=160,0,160,90

00:00:04.000 --> 00:00:06.000
../hls/sheet-1.jpg#xywh=0,90,160,90

00:00:06.000 --> 00:00:08.000
../hls/sheet-1.jpg#xywh=160,90,160,90

00:00:08.000 --> 00:00:10.000
../hls/sheet-2.jpg#xywh=0,0,160,90

00:00:10.000 --> 00:00:10.500
../hls/sheet-2.jpg#xywh=160,0,160,90
`);
});

test.each(['', '#EXTM3U', '#EXTINF:2,\na.jpg', '#EXTINF:x,\n#EXT-X-TILES:RESOLUTION=0x0,LAYOUT=1x1,DURATION=1\na.jpg'])(
  'a playlist of %j has no cue',
  (playlist) => {
    expect(spriteVtt(playlist, '')).toBe('WEBVTT\n\n');
  },
);
