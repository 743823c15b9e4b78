/**
 * Shows what the video shows, over it, until its next picture: between two sources nobody sees black. Returns what takes
 * it off.
 *
 * @param still lies over the video, and is hidden otherwise
 */
export function holdPicture(video: HTMLVideoElement, still: HTMLCanvasElement): () => void {
  const release = (): void => {
    still.hidden = true;
  };
  if (video.videoWidth === 0) return release;
  still.width = video.videoWidth;
  still.height = video.videoHeight;
  still.getContext('2d')?.drawImage(video, 0, 0);
  still.hidden = false;
  return release;
}
