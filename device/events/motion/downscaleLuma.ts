import { ArchiverError } from '../../../core/errors.ts';

/** Brightness in few cells, row by row, 0 to 255. */
export interface Luma {
  readonly columns: number;
  readonly rows: number;
  readonly cells: Float32Array;
}

/**
 * The brightness of a picture in cells of equal size: noise goes, and so does the work. Of each cell every fourth pixel
 * of every fourth line is looked at.
 *
 * @param y the luma plane, `width` bytes a line, such as an I420 picture begins with
 * @throws ArchiverError `InvalidInput` where the plane is too short for its size, or has fewer pixels than cells
 */
export function downscaleLuma(y: Uint8Array, width: number, height: number, columns = 32, rows = 18): Luma {
  if (y.length < width * height || width < columns || height < rows) {
    throw new ArchiverError('InvalidInput', `${y.length} bytes are no luma plane of ${width}x${height}`);
  }
  const cells = new Float32Array(columns * rows);
  for (let row = 0; row < rows; row += 1) {
    const [top, bottom] = [Math.floor((row * height) / rows), Math.floor(((row + 1) * height) / rows)];
    for (let column = 0; column < columns; column += 1) {
      const [left, right] = [Math.floor((column * width) / columns), Math.floor(((column + 1) * width) / columns)];
      let sum = 0;
      let count = 0;
      for (let line = top; line < bottom; line += 4) {
        for (let at = left; at < right; at += 4) {
          sum += y[line * width + at] ?? 0;
          count += 1;
        }
      }
      cells[row * columns + column] = sum / count;
    }
  }
  return { columns, rows, cells };
}
