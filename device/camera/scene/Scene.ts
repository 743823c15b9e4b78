import { GlyphSheet } from '../font/GlyphSheet.ts';
import { hex } from './Colour.ts';
import { drawBalloon } from './drawBalloon.ts';
import { drawCar, makeCar } from './drawCar.ts';
import { type Dial, drawDialFace, drawDialHands } from './drawDial.ts';
import { drawGlints } from './drawGlints.ts';
import { drawLandscape } from './drawLandscape.ts';
import { drawRoad, ROAD_GROUND } from './drawRoad.ts';
import { drawText } from './drawText.ts';
import { Picture } from './Picture.ts';
import { paint } from './paint.ts';
import type { Sprite } from './Sprite.ts';
import { panel } from './shapes.ts';

const PANEL = hex(0x101828);
const PANEL_SHARE = 0.62;

/**
 * What the test camera looks at: a lake at dusk with a balloon, and a road where a car stops every 40 s, that a detector
 * of objects sees; over it the UTC time to the millisecond, the number of the picture and the stream's name, so that
 * each picture proves by itself when it was taken and which one it is.
 * All is a function of the time: the same time gives the same picture.
 */
export class Scene {
  readonly #background: Picture;
  readonly #picture: Picture;
  readonly #large: GlyphSheet;
  readonly #small: GlyphSheet;
  readonly #dial: Dial;
  readonly #car: Sprite;
  readonly #margin: number;
  readonly #streamName: string;
  readonly #caption: string | undefined;

  /** @param caption stands in the place of the clock, for a picture that is no live one. */
  constructor(width: number, height: number, streamName: string, caption?: string) {
    this.#caption = caption;
    const unit = height / 360;
    this.#large = new GlyphSheet(15 * unit, 2.3 * unit);
    this.#small = new GlyphSheet(10.5 * unit, 1.6 * unit);
    this.#margin = Math.round(12 * unit);
    this.#dial = { x: width - 46 * unit, y: 46 * unit, radius: 34 * unit };
    const most = Math.floor((width - 120 * unit) / this.#small.advance);
    this.#streamName = streamName.length <= most ? streamName : `${streamName.slice(0, most - 2)}..`;
    this.#background = drawLandscape(width, height);
    drawRoad(this.#background);
    this.#car = makeCar(height);
    this.#picture = new Picture(width, height);
    this.#drawStill();
  }

  /** The picture at that time; overwritten by the next call. `frameNumber` counts from 0. */
  draw(timeMs: number, frameNumber: number): Picture {
    const picture = this.#picture;
    picture.copyFrom(this.#background);
    const seconds = (timeMs % 86_400_000) / 1_000;
    drawGlints(picture, seconds);
    drawBalloon(picture, seconds);
    drawCar(picture, this.#car, ROAD_GROUND, seconds);
    drawDialHands(picture, this.#dial, timeMs);
    const bottom = picture.height - this.#margin - this.#large.height;
    const clock = this.#caption ?? new Date(timeMs).toISOString().replace('T', ' ').replace('Z', ' UTC');
    drawText(picture, this.#large, clock, this.#margin + 6, bottom);
    const counter = `frame ${String(frameNumber).padStart(7, '0')}`;
    const counterLeft = picture.width - this.#margin - counter.length * this.#small.advance - 6;
    drawText(picture, this.#small, counter, counterLeft, bottom + 4);
    return picture;
  }

  #drawStill(): void {
    const background = this.#background;
    const { width, height } = background;
    const margin = this.#margin;
    const barTop = height - margin - this.#large.height - 4;
    const bar = panel(margin - 4, barTop, width - margin + 4, height - margin + 4, 8);
    paint(
      background,
      { left: 0, right: width, top: barTop - 2, bottom: height },
      (x, y) => PANEL_SHARE * bar(x, y),
      PANEL,
    );
    const nameWidth = this.#streamName.length * this.#small.advance;
    const label = panel(margin - 4, margin - 4, margin + nameWidth + 10, margin + this.#small.height + 2, 8);
    const labelBox = { left: 0, right: margin + nameWidth + 14, top: 0, bottom: margin + this.#small.height + 6 };
    paint(background, labelBox, (x, y) => PANEL_SHARE * label(x, y), PANEL);
    drawText(background, this.#small, this.#streamName, margin + 3, margin);
    drawDialFace(background, this.#dial);
  }
}
