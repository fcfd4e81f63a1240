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

/** The transfer curve for 8 bits, in steps that are finer than these. */
const STEPS = 4096;
const ENCODED = Uint8Array.from({ length: STEPS + 1 }, (_, step) => Math.round(255 * encodeSrgb(step / STEPS)));

/** Convert CIELAB (CIE 15) to sRGB, 0 to 255 each. */
export function labToSrgb(lightness: number, a: number, b: number): [number, number, number] {
  const y = (lightness + 16) / 116;
  const [X, Y, Z] = [WHITE[0] * cubed(y + a / 500), WHITE[1] * cubed(y), WHITE[2] * cubed(y - b / 200)];
  const encoded = ([x, y, z]: readonly [number, number, number]) => {
    const light = x * X + y * Y + z * Z;
    return ENCODED[light > 0 ? Math.round(STEPS * Math.min(1, light)) : 0]!;
  };
  return [encoded(TO_RGB[0]), encoded(TO_RGB[1]), encoded(TO_RGB[2])];
}

function cubed(root: number): number {
  return root > 6 / 29 ? root * root * root : 3 * (6 / 29) ** 2 * (root - 4 / 29);
}
