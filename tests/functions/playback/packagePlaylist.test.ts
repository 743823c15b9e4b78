import { signPackageLink } from '../../../core/links/packageLink.ts';
import { signLink } from '../../../core/links/signLink.ts';
import { answerMedia } from '../../../functions/playback/steps/answerMedia.ts';
import { KEY, PlaybackWorld } from './PlaybackWorld.ts';

const ID = 'package-0123456789abcdef01234567';
const FRONT = 'https://front.example';

async function world(files: Readonly<Record<string, string>>) {
  const world = new PlaybackWorld();
  for (const [name, text] of Object.entries(files)) {
    const place = { bucket: 'delivery', key: `packages/${ID}/${name}` };
    await world.objects.putIfAbsent(place, Buffer.from(text), 'text/plain');
  }
  const link = { packageId: ID, frontUrl: FRONT, expiresMs: world.nowMs + 1000 };
  const token = signPackageLink(KEY, link);
  const ask = async (path: string, { of = token, method = 'GET', acceptEncoding = '' } = {}) => {
    const request = { method, path: `/archive/packages/${of}/${path}`, acceptEncoding };
    const { statusCode, headers, parts } = await answerMedia(request, world.ports());
    return { statusCode, type: headers['content-type'], text: Buffer.concat(parts).toString('utf8') };
  };
  return { world, token, ask, expiresMs: link.expiresMs };
}

const MEDIA = '#EXTM3U\n#EXT-X-MAP:URI="init.mp4"\n#EXTINF:6,\nseg-000001.m4s\n#EXT-X-ENDLIST\n';

test('playlists of a package lead to files that are signed, all with one signature', async () => {
  const {
    ask,
    expiresMs,
    world: at,
  } = await world({
    'hls/index.m3u8': '#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n720p/index.m3u8\n',
    'hls/720p/index.m3u8': MEDIA,
    'sprite/sprite.vtt': 'WEBVTT\n\n00:00.000 --> 00:05.000\nsprite-0001.jpg#xywh=0,0,160,90\n',
  });
  const query = `Policy=${ID}-${expiresMs}&Signature=s&Key-Pair-Id=K`;
  const [master, rung, sprite] = [await ask('index.m3u8'), await ask('720p/index.m3u8'), await ask('sprite.vtt')];

  expect(master).toMatchObject({ statusCode: 200, type: 'application/vnd.apple.mpegurl' });
  expect(master.text).toContain('\n720p/index.m3u8\n');
  const [, init] = /URI="([^"]*)"/.exec(rung.text) ?? [];
  expect(init).toMatch(new RegExp(`^${FRONT}/packages/${ID}/hls/720p/init\\.mp4\\?v=[0-9A-Za-z%-]{1,40}&`));
  expect(init?.endsWith(query)).toBe(true);
  expect(rung.text.split('\n')[3]).toBe(init?.replace('init.mp4', 'seg-000001.m4s'));
  expect(sprite).toMatchObject({ statusCode: 200, type: 'text/vtt; charset=utf-8' });
  expect(sprite.text).toContain(`${FRONT}/packages/${ID}/sprite/sprite-0001.jpg?v=`);
  expect(sprite.text).toContain(`${query}#xywh=0,0,160,90`);
  expect(await ask('index.m3u8', { method: 'HEAD' })).toMatchObject({ statusCode: 200, text: '' });
  at.nowMs = expiresMs;
  expect((await ask('index.m3u8')).statusCode).toBe(403);
});

test('what is packaged anew is asked for under other addresses', async () => {
  const addresses = await Promise.all(
    [MEDIA, MEDIA.replace('6,', '5,')].map(async (text) => {
      const { ask } = await world({ 'hls/720p/index.m3u8': text });
      return /URI="([^"]*)"/.exec((await ask('720p/index.m3u8')).text)?.[1];
    }),
  );

  expect(addresses[0]).not.toBe(addresses[1]);
});

test('a link of another kind, of nobody, or past its time opens nothing; what is not there is not there', async () => {
  const { ask, token, world: at } = await world({ 'hls/index.m3u8': MEDIA, 'hls/bad.m3u8': '#EXTM3U\n/etc/passwd\n' });
  const archive = signLink(KEY, { kind: 'archive', stream: ID, expiresMs: at.nowMs + 1000 });
  const answers = await Promise.all([
    ask('index.m3u8', { of: archive }),
    ask('index.m3u8', { of: `${token.slice(0, -1)}A` }),
    answerMedia({ method: 'GET', path: `/archive/${token}/index.m3u8`, acceptEncoding: '' }, at.ports()),
    ask('480p/index.m3u8'),
    ask('../original.mp4'),
    ask('init.mp4'),
    ask('sprite.vtt'),
    ask('bad.m3u8'),
    ask('index.m3u8', { method: 'POST' }),
  ]);

  expect(answers.map(({ statusCode }) => statusCode)).toEqual([403, 403, 403, 404, 404, 404, 404, 500, 405]);
});
