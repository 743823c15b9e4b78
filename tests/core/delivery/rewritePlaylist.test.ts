import fc from 'fast-check';
import { resolveUri } from '../../../core/delivery/resolveUri.ts';
import { rewritePlaylist } from '../../../core/delivery/rewritePlaylist.ts';
import { rewriteSprite } from '../../../core/delivery/rewriteSprite.ts';

const signed = (file: string): string => `https://front.example/packages/p/${file}?v=1&Policy=a,b`;

describe('a stored playlist', () => {
  it('keeps addresses of playlists and gives those of media whole, wherever they stand', () => {
    const master = [
      '#EXTM3U',
      '#EXT-X-VERSION:7',
      '#EXT-X-INDEPENDENT-SEGMENTS',
      '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="Sound, all of it",DEFAULT=YES,URI="audio/index.m3u8"',
      '#EXT-X-STREAM-INF:BANDWIDTH=1000,CODECS="avc1.64001f,mp4a.40.2",RESOLUTION=1280x720,AUDIO="a"',
      '720p/index.m3u8',
      '#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=10,URI="720p/iframes.m3u8"',
      '',
    ].join('\n');
    const media = [
      '#EXTM3U',
      '#EXT-X-MAP:URI="init.mp4",BYTERANGE="800@0"',
      '#EXTINF:6.006,',
      'seg-000001.m4s',
      '# URI="not one of ours"',
      '#EXTINF:1.5,',
      '../720p/seg-000002.m4s',
      '#EXT-X-ENDLIST',
    ];

    expect(rewritePlaylist(master, 'hls/index.m3u8', signed)).toBe(master);
    expect(rewritePlaylist(media.join('\r\n'), 'hls/720p/index.m3u8', signed).split('\n')).toEqual([
      '#EXTM3U',
      '#EXT-X-MAP:URI="https://front.example/packages/p/hls/720p/init.mp4?v=1&Policy=a,b",BYTERANGE="800@0"',
      '#EXTINF:6.006,',
      'https://front.example/packages/p/hls/720p/seg-000001.m4s?v=1&Policy=a,b',
      '# URI="not one of ours"',
      '#EXTINF:1.5,',
      'https://front.example/packages/p/hls/720p/seg-000002.m4s?v=1&Policy=a,b',
      '#EXT-X-ENDLIST',
    ]);
  });

  it.each([
    'https://elsewhere.example/seg.m4s',
    '//elsewhere.example/seg.m4s',
    '/packages/other/seg.m4s',
    '../../other/seg.m4s',
    '../../../seg.m4s',
    'seg.m4s?Policy=mine',
    '%2e%2e/%2e%2e/seg.m4s',
    'a%2F..%2F..%2Fseg.m4s',
    'data:text/plain,x',
    'a\\b.m4s',
    'seg .m4s',
  ])('that names %s is given to nobody', (uri) => {
    const refused = expect.objectContaining({ kind: 'Corrupt' });

    expect(() => rewritePlaylist(`#EXTM3U\n${uri}\n`, 'hls/index.m3u8', signed)).toThrow(refused);
    expect(() => rewritePlaylist(`#EXTM3U\n#EXT-X-MAP:URI="${uri}"\n`, 'hls/index.m3u8', signed)).toThrow(refused);
    expect(() => rewriteSprite(`WEBVTT\n\n00:00.000 --> 00:01.000\n${uri}\n`, 'a.vtt', signed)).toThrow(refused);
  });

  it('is refused where it is none', () => {
    expect(() => rewritePlaylist('<html>', 'hls/index.m3u8', signed)).toThrow('is no playlist');
    expect(() => rewriteSprite('#EXTM3U', 'sprite/sprite.vtt', signed)).toThrow('is no WebVTT');
  });
});

describe('a URI', () => {
  it('never leads out of the root, whatever it is made of', () => {
    const part = fc.constantFrom('..', '.', 'a', 'b.m4s', '', '%2e', '%2E%2e', '~', '...', 'x:y');
    fc.assert(
      fc.property(
        fc.array(part, { maxLength: 8 }),
        fc.array(fc.constantFrom('d', 'e'), { maxLength: 3 }),
        (parts, dirs) => {
          let path: string;
          try {
            path = resolveUri([...dirs, 'index.m3u8'].join('/'), parts.join('/'));
          } catch (error) {
            expect(error).toMatchObject({ kind: 'Corrupt' });
            return;
          }
          const url = new URL(parts.join('/'), `https://h/root/${[...dirs, 'index.m3u8'].join('/')}`);
          expect(`/root/${path}`.replace(/\/$/, '')).toBe(url.pathname.replace(/\/$/, ''));
        },
      ),
      { seed: 3, numRuns: 500 },
    );
  });
});

describe('an index of pictures', () => {
  it('names whole addresses, each with its part of the picture', () => {
    const text =
      'WEBVTT\n\nNOTE a.jpg\n\n1\n00:00:00.000 --> 00:00:05.000\nsprite-0001.jpg#xywh=0,0,160,90\n\n00:05.000 --> 00:10.000\nsprite-0001.jpg#xywh=160,0,160,90\n';

    expect(rewriteSprite(text, 'sprite/sprite.vtt', signed)).toBe(
      text.replaceAll('sprite-0001.jpg', 'https://front.example/packages/p/sprite/sprite-0001.jpg?v=1&Policy=a,b'),
    );
  });
});
