/**
 * Plays a video.
 *
 * @throws what the video says, unless that is of no account: a browser plays nothing by itself before somebody has touched
 *   the page, and stops what another load replaces
 */
export async function startPlaying(video: HTMLVideoElement): Promise<void> {
  try {
    await video.play();
  } catch (error) {
    if (error instanceof DOMException && (error.name === 'NotAllowedError' || error.name === 'AbortError')) return;
    throw error;
  }
}
