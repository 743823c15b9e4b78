import { useEffect, useRef } from 'react';
import { fill, formatSpan } from '../../text/format.ts';
import { useText } from '../../text/useText.ts';
import styles from './PackagePlayer.module.css';
import type { SpritePicture } from './spritePictures.ts';

/** A small picture of a film, which leads to its moment. */
export function Thumbnail({ picture, onChoose }: { readonly picture: SpritePicture; readonly onChoose: () => void }) {
  const { packages: words } = useText();
  const canvas = useRef<HTMLCanvasElement>(null);
  const { startSeconds, url, x, y, width, height } = picture;
  useEffect(() => {
    const sheet = new Image();
    sheet.addEventListener('load', () => {
      canvas.current?.getContext('2d')?.drawImage(sheet, x, y, width, height, 0, 0, width, height);
    });
    sheet.src = url;
  }, [url, x, y, width, height]);
  const time = formatSpan(startSeconds * 1000, document.documentElement.lang);
  return (
    <button type="button" className={styles.thumbnail} aria-label={fill(words.goTo, { time })} onClick={onChoose}>
      <canvas ref={canvas} width={width} height={height} />
    </button>
  );
}
