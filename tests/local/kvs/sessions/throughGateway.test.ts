import { createHash } from 'node:crypto';
import { CreateStreamCommand, GetDataEndpointCommand, KinesisVideoClient } from '@aws-sdk/client-kinesis-video';
import {
  GetHLSStreamingSessionURLCommand,
  KinesisVideoArchivedMediaClient,
} from '@aws-sdk/client-kinesis-video-archived-media';
import { realSystem } from '../../../../cloud/system/realSystem.ts';
import { createGateway } from '../../../../local/gateway/createGateway.ts';
import { isKvsPath, isSessionPath } from '../../../../local/kvs/kvsPaths.ts';
import { fixtureGroups } from '../matroskaBody.ts';
import { startKvs } from '../startKvs.ts';
import { download, mediaPlaylistUrls, onDemand, put, START } from './sessionPlayer.ts';

const KEYS = { accessKeyId: 'AKIAOWNER', secretAccessKey: 'secret' };

test('a session is opened with a signature, and played without one, at the address of the gateway', async () => {
  const gateway = createGateway({
    system: realSystem,
    isKvsPath,
    auth: { find: (id) => (id === KEYS.accessKeyId ? { ...KEYS, principal: 'admin' } : undefined) },
    isOpen: (name, _, path) => name === 'kvs' && isSessionPath(path),
  });
  const url = `http://127.0.0.1:${await gateway.listen(0, '127.0.0.1')}`;
  const kvs = await startKvs({ endpoint: () => url });
  gateway.serve({
    kvs: kvs.service,
    control: undefined,
    dynamodb: undefined,
    sfn: undefined,
    events: undefined,
    sns: undefined,
    lambda: undefined,
    'http-api': undefined,
    s3: undefined,
  });
  const options = { endpoint: url, region: 'us-east-1', credentials: KEYS, maxAttempts: 1 };
  const control = new KinesisVideoClient(options);
  try {
    await control.send(new CreateStreamCommand({ StreamName: 's', DataRetentionInHours: 24 }));
    const { tracks, groups } = fixtureGroups('h264.mkv');
    await put(kvs, tracks, groups, [START, START + 2000]);
    const { DataEndpoint = '' } = await control.send(
      new GetDataEndpointCommand({ StreamName: 's', APIName: 'GET_HLS_STREAMING_SESSION_URL' }),
    );
    const archived = new KinesisVideoArchivedMediaClient({ ...options, endpoint: DataEndpoint });
    const { HLSStreamingSessionURL = '' } = await archived.send(
      new GetHLSStreamingSessionURLCommand({ StreamName: 's', ...onDemand() }),
    );
    archived.destroy();

    const [playlist = ''] = await mediaPlaylistUrls(HLSStreamingSessionURL);
    const media = await download(playlist);

    expect(HLSStreamingSessionURL.startsWith(`${url}/hls/v1/getHLSMasterPlaylist.m3u8?SessionToken=`)).toBe(true);
    const direct = await download(playlist.replace(url, `http://127.0.0.1:${kvs.port}`));
    const [a, b] = [media, direct].map((bytes) => createHash('sha256').update(bytes).digest('hex'));
    expect(a).toBe(b);
    const unsigned = await fetch(`${url}/getHLSStreamingSessionURL`, { method: 'POST', body: '{"StreamName":"s"}' });
    expect(unsigned.status).toBe(403);
    const forged = await fetch(`${url}/hls/v1/getHLSMasterPlaylist.m3u8?SessionToken=AAAA`);
    expect([forged.status, forged.headers.get('x-amzn-errortype')]).toEqual([403, 'AccessDeniedException']);
    // A bucket may be called hls: its other objects are not taken for a session's.
    expect((await fetch(`${url}/hls/v1/other.m3u8`)).status).toBe(404);
  } finally {
    control.destroy();
    await gateway.close();
    await kvs.remove();
  }
});
