import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** ffmpeg from the system, where there is one. */
export const copyByFfmpeg = {
  async available(): Promise<boolean> {
    try {
      await execute('ffmpeg', ['-version']);
      return true;
    } catch {
      return false; // None on PATH, or none that runs: the baseline is left out, and the report says so.
    }
  },

  /** A Matroska file into an MP4 with its moov in front; answers the MP4's bytes. */
  async run(input: string, output: string): Promise<number> {
    await execute('ffmpeg', ['-v', 'quiet', '-y', '-i', input, '-c', 'copy', '-movflags', '+faststart', output]);
    return (await stat(output)).size;
  },
};
