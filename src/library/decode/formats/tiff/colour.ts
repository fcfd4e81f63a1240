/** Converts values of a TIFF to sRGB. */

/** The transfer curve of sRGB (IEC 61966-2-1). @param light 0 to 1. */
export function encodeSrgb(light: number): number {
  return light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055;
}

/** XYZ of the white of D50, which Lab in TIFF refers to (ICC.1, 7.2.16). */
const WHITE = [0.9642, 1, 0.8249] as const;
/** XYZ relative to D50 to linear sRGB, adapted to D65 by Bradford (B. Lindbloom, "RGB/XYZ Matrices"). */
const TO_RGB = [
  [3.1338561, -1.6168667, -0.4906146],
  [-0.9787684, 1.9161415, 0.033454],
  [0.0719453, -0.2289914, 1.4052427],
] as const;

/** Convert CIELAB (CIE 15) to sRGB, 0 to 1 each. */
export function labToSrgb(lightness: number, a: number, b: number): [number, number, number] {
  const y = (lightness + 16) / 116;
  const [X, Y, Z] = [y + a / 500, y, y - b / 200].map(
    (f, i) => WHITE[i]! * (f > 6 / 29 ? f ** 3 : 3 * (6 / 29) ** 2 * (f - 4 / 29)),
  ) as [number, number, number];
  return TO_RGB.map(([x, y, z]) => encodeSrgb(Math.min(1, Math.max(0, x * X + y * Y + z * Z)))) as [
    number,
    number,
    number,
  ];
}
