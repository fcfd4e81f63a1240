/** What the drawn photos show. The built-in model recognises these dogs, snow and doors. Each seed gives another picture. */

import { seededRandom } from '../../../support/catalogs/made-up-vectors.ts';
import {
  below,
  box,
  type Colour,
  drawJpeg,
  ellipse,
  HEIGHT,
  type Light,
  lettering,
  peak,
  type Shape,
  WIDTH,
} from './draw.ts';

export type Scene = (seed: number) => Promise<Buffer>;

const SNOW: Colour = [244, 247, 250];

/** Mountains, snow and pines. */
export const snow: Scene = (seed) => winter(seed, () => []);

export const dogInSnow: Scene = (seed) =>
  winter(seed, (between) => [...dog(between(90, 230), between(165, 190), between(0.7, 1.2), between(0, 1) < 0.5)]);

/** Hills below a sky with a sun. */
export const landscape: Scene = (seed) => {
  const between = numbersOf(seed);
  const colour = (): Colour => [between(0, 255), between(0, 255), between(0, 255)];
  const sun = ellipse(between(0, WIDTH), between(0, 90), between(10, 45), between(10, 45), colour());
  const hills = [0, 1, 2, 3].map((number) => {
    const [height, length, phase] = [70 + 36 * number, between(15, 55), between(0, 9)];
    return below((x) => height + 30 * Math.sin(x / length + phase), colour());
  });
  return drawJpeg(colour(), [sun, ...hills], lightOf(between));
};

/** Somebody in front of a landscape. */
export const somebody: Scene = (seed) => {
  const between = numbersOf(seed);
  const colour = (): Colour => [between(40, 255), between(40, 255), between(40, 255)];
  const [x, size] = [between(70, 250), between(0.7, 1.3)];
  const [length, phase] = [between(20, 70), between(0, 9)];
  const shapes = [
    ellipse(between(0, WIDTH), between(0, 90), between(10, 45), between(10, 45), colour()),
    below((at) => 130 + 40 * Math.sin(at / length + phase), colour()),
    ellipse(x, HEIGHT, 50 * size, 95 * size, colour()),
    ellipse(x, HEIGHT - 118 * size, 25 * size, 30 * size, [226, 178, 150]),
    ellipse(x, HEIGHT - 140 * size, 28 * size, 17 * size, [between(30, 120), 50, 30]),
  ];
  return drawJpeg(colour(), shapes, lightOf(between));
};

/** A door in a wall with a window, and a sign above the door. It is larger than the others: small letters cannot be read. */
export function door([red, green, blue]: Colour, sign: string, left: number): Promise<Buffer> {
  const panel: Colour = [red * 0.75, green * 0.75, blue * 0.75];
  const panels = [15, 67].flatMap((x) => [65, 137].map((y) => box(left + x, y, 39, 58, panel)));
  const shapes = [
    box(0, 210, WIDTH, 30, [110, 106, 100]),
    box((left + 200) % WIDTH, 80, 60, 70, [60, 70, 84]),
    box(left, 50, 120, 160, [70, 60, 50]),
    box(left + 5, 55, 110, 155, [red, green, blue]),
    ...panels,
    ellipse(left + 104, 140, 4, 4, [230, 200, 80]),
    box(left - 48, 12, 200, 30, [250, 248, 240]),
    lettering(sign, left - 40, 20, 15, [30, 30, 30]),
  ];
  return drawJpeg([150, 160, 165], shapes, lightOf(numbersOf(left)), 2);
}

function winter(seed: number, inFront: (between: Between) => readonly Shape[]): Promise<Buffer> {
  const between = numbersOf(seed);
  const [horizon, length, phase] = [between(90, 140), between(30, 90), between(0, 9)];
  const pineAt = (from: number) => pine(between(from, from + 130), horizon + between(20, 50), between(0.6, 1.3));
  const shapes = [
    peak(between(40, 280), between(20, 60), horizon + 40, between(80, 160), [200, 210, 225]),
    below((x) => horizon + 12 * Math.sin(x / length + phase), SNOW),
    ...pineAt(20),
    ...pineAt(180),
    ...inFront(between),
  ];
  return drawJpeg([between(150, 210), between(190, 230), 235], shapes, lightOf(between));
}

function pine(x: number, y: number, size: number): Shape[] {
  return [
    box(x - 3 * size, y - 10 * size, 6 * size, 10 * size, [90, 60, 40]),
    peak(x, y - 70 * size, y - 8 * size, 22 * size, [30, 80, 50]),
    peak(x, y - 80 * size, y - 40 * size, 14 * size, [36, 92, 58]),
  ];
}

function dog(x: number, y: number, size: number, looksLeft: boolean): Shape[] {
  const fur: Colour = [150, 90, 45];
  const at = (dx: number) => x + (looksLeft ? -dx : dx) * size;
  const part = (dx: number, dy: number, radiusX: number, radiusY: number, colour = fur) =>
    ellipse(at(dx), y + dy * size, radiusX * size, radiusY * size, colour);
  const leg = (dx: number) => box(at(dx) - 4.5 * size, y, 9 * size, 34 * size, fur);
  return [
    part(-45, -18, 18, 5),
    ...[-26, -12, 18, 30].map(leg),
    part(0, 0, 38, 18),
    part(34, -16, 12, 18),
    part(44, -28, 17, 13),
    part(60, -24, 11, 7),
    part(34, -26, 6, 14, [75, 45, 22]),
    part(68, -26, 4, 3.4, [20, 15, 15]),
    part(48, -32, 2.4, 2.4, [10, 10, 10]),
  ];
}

/** Waves of light and shade. */
function lightOf(between: Between): Light {
  const [across, down, phase] = [between(20, 50), between(30, 90), between(0, 6)];
  return (x, y) => 0.9 + 0.1 * Math.sin(x / across + y / down + phase);
}

type Between = (least: number, most: number) => number;

function numbersOf(seed: number): Between {
  const random = seededRandom(seed + 1);
  // The first numbers of neighbouring seeds are alike.
  random.normal();
  return (least, most) => least + random.next() * (most - least);
}
