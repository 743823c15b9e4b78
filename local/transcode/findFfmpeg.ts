import { execFile } from 'node:child_process';

/** Turns it off, or names another one. */
const VARIABLE = 'KVS_ARCHIVER_FFMPEG';
const LONGEST_MS = 10_000;

/** What it is asked to make: the encoders that the transcoder uses. */
const NEEDED = [/^ V\S* libx264 /m, /^ A\S* aac /m, /^ V\S* mjpeg /m];

/**
 * The system's ffmpeg, where it is found, can make H.264, and is not turned off by `KVS_ARCHIVER_FFMPEG=none`; the same
 * variable may hold a path.
 */
export async function findFfmpeg(environment: NodeJS.ProcessEnv = process.env): Promise<string | undefined> {
  const asked = environment[VARIABLE] ?? '';
  if (asked === 'none') return undefined;
  const path = asked === '' ? 'ffmpeg' : asked;
  const told = await new Promise<string>((resolve) => {
    execFile(path, ['-hide_banner', '-encoders'], { timeout: LONGEST_MS }, (error, stdout) =>
      // One that is not there, or does not work, is none.
      resolve(error === null ? stdout : ''),
    );
  });
  return NEEDED.every((encoder) => encoder.test(told)) ? path : undefined;
}
