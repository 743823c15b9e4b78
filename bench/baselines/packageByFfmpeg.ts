import { execFile } from 'node:child_process';
import { mkdir, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** The same segments by ffmpeg: `-c copy -f hls`, CMAF. @returns bytes of all segments */
export async function packageByFfmpeg(input: string, folder: string, segmentSeconds: number): Promise<number> {
  await mkdir(folder, { recursive: true });
  const segments = ['-hls_time', String(segmentSeconds), '-hls_segment_type', 'fmp4', '-hls_playlist_type', 'vod'];
  const output = ['-hls_segment_filename', join(folder, 'seg-%06d.m4s'), join(folder, 'index.m3u8')];
  await execute('ffmpeg', ['-v', 'quiet', '-y', '-i', input, '-c', 'copy', '-f', 'hls', ...segments, ...output]);
  let bytes = 0;
  for (const name of await readdir(folder)) {
    if (name.endsWith('.m4s')) bytes += (await stat(join(folder, name))).size;
  }
  return bytes;
}
