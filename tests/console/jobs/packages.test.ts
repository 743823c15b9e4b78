import { followPictures, soundBeside } from '../../../console/jobs/packages/soundBeside.ts';
import { pickEvenly, spritePictures } from '../../../console/jobs/packages/spritePictures.ts';
import { spriteVtt } from '../../../core/packages/transcode/finishPictures.ts';

const BASE = 'https://front/archive/packages/token/sprite.vtt';

describe('spritePictures', () => {
  it('reads what the package says, with and without hours', () => {
    const vtt = [
      'WEBVTT',
      '',
      '00:00:00.000 --> 00:00:02.000',
      '../a.jpg#xywh=0,0,160,90',
      '',
      '01:02:05.500 --> 01:02:09.000',
      'https://front/packages/b.jpg?Policy=x&y=z#xywh=160,90,160,90',
      '',
      '00:07.000 --> 00:09.000',
      'c.jpg#xywh=0,0,0,0',
      'text without a place',
    ].join('\r\n');

    expect(spritePictures(vtt, BASE)).toEqual([
      { startSeconds: 0, url: 'https://front/archive/packages/a.jpg', x: 0, y: 0, width: 160, height: 90 },
      { startSeconds: 3725.5, url: 'https://front/packages/b.jpg?Policy=x&y=z', x: 160, y: 90, width: 160, height: 90 },
    ]);
  });

  it('reads what is made of an image playlist', () => {
    const playlist = [
      '#EXTM3U',
      '#EXT-X-TILES:RESOLUTION=160x90,LAYOUT=2x2,DURATION=2',
      '#EXTINF:7.000,',
      'sheet.jpg',
      '#EXT-X-ENDLIST',
      '',
    ].join('\n');

    const pictures = spritePictures(spriteVtt(playlist, ''), BASE);

    expect(pictures.map(({ startSeconds, x, y }) => [startSeconds, x, y])).toEqual([
      [0, 0, 0],
      [2, 160, 0],
      [4, 0, 90],
      [6, 160, 90],
    ]);
  });

  it('picks some of many, the first among them', () => {
    expect([pickEvenly([1, 2], 4), pickEvenly([...Array(10).keys()], 4)]).toEqual([
      [1, 2],
      [0, 2, 5, 7],
    ]);
  });
});

describe('sound beside pictures', () => {
  it('is what the playlist of renditions names, the default among several', () => {
    const media = (uri: string, isDefault: string) =>
      `#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="x",DEFAULT=${isDefault},URI="${uri}"`;

    expect(soundBeside('#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nsource/index.m3u8\n', BASE)).toBeUndefined();
    expect(soundBeside(`#EXTM3U\n${media('a.m3u8', 'NO')}\n${media('b.m3u8?x=1', 'YES')}\n`, BASE)).toBe(
      'https://front/archive/packages/token/b.m3u8?x=1',
    );
    expect(soundBeside(`#EXT-X-MEDIA:TYPE=SUBTITLES,URI="s.m3u8"\n${media('a.m3u8', 'NO')}`, BASE)).toContain('a.m3u8');
  });

  it.each([
    ['together', 10, 10.01, 1, { rate: 1, jump: false }],
    ['a little behind', 10, 9.9, 1, { rate: 1.05, jump: false }],
    ['a little ahead, at twice the speed', 10, 10.1, 2, { rate: 1.9, jump: false }],
    ['far behind', 10, 5, 1, { rate: 1, jump: true }],
  ])('%s', (_, seconds, soundSeconds, rate, wanted) => {
    expect(followPictures({ seconds, rate }, soundSeconds)).toEqual(wanted);
  });

  it('comes together, from any distance that it does not jump', () => {
    for (const behind of [-0.3, -0.1, 0.1, 0.3]) {
      let sound = 10 - behind;
      let pictures = 10;
      for (let at = 0; at < 60; at++) {
        const { rate, jump } = followPictures({ seconds: pictures, rate: 1 }, sound);
        expect(jump).toBe(false);
        pictures += 0.25;
        sound += 0.25 * rate;
      }
      expect(Math.abs(pictures - sound)).toBeLessThan(0.04);
    }
  });
});
