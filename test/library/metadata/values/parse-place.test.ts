import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { place } from '../../../../src/library/metadata/values/parse-place.ts';

/** The latitude beside a longitude that is always valid. */
const north = (value: string | readonly number[], ref: string | null = null) =>
  place(value, ref, '79.5W', null)?.latitude ?? null;
const east = (value: string | readonly number[], ref: string | null = null) =>
  place('43.5N', null, value, ref)?.longitude ?? null;

describe('a coordinate as text', () => {
  it.each([
    ['43,4.584N', 43.0764],
    ['43,4.584S', -43.0764],
    ['43,4,35N', 43.0763889],
    ['43,4,35.04s', -43.0764],
    ['43.0764N', 43.0764],
    ['43.0764', 43.0764],
    ['+43.0764', 43.0764],
    ['-43.0764', -43.0764],
    ['-43.0764S', -43.0764],
    ['-43,4.584', -43.0764],
    ['43.0764 north', 43.0764],
    ['43.0764 South', -43.0764],
    ['N 43 4 35.04', 43.0764],
    ['S43.0764', -43.0764],
    [`43 deg 4' 35.04" N`, 43.0764],
    ['43° 4′ 35.04″ S', -43.0764],
    ['43º4’35.04”s', -43.0764],
    ['43 degrees 4 minutes 35.04 seconds S', -43.0764],
    ['43:4:35.04N', 43.0764],
    [' 43, 4.584N\0', 43.0764],
    ['90,0,0N', 90],
    ['0,0N', 0],
    ['43,4.584', null],
    ['43,4,35', null],
    ['43,60,0N', null],
    ['43,0,60N', null],
    ['43,4.584E', null],
    ['N43,4.584N', null],
    ['91N', null],
    ['43.0764N 79.0770W', null],
    ['here', null],
    ['', null],
    ['NaN', null],
    ['1e3', null],
  ])('%j -> %s', (text, degrees) => {
    if (degrees === null) expect(north(text)).toBe(null);
    else expect(north(text)).toBeCloseTo(degrees, 6);
  });

  it.each([
    ['79.0770', 'W', -79.077],
    ['79.0770', 'west', -79.077],
    ['79.0770', 'E ', 79.077],
    ['79,4.62', 'w', -79.077],
    ['-79.0770', 'W', -79.077],
    ['-79.0770', 'E', -79.077],
    ['79,4.62E', 'W', 79.077],
    ['79.0770', '', 79.077],
    ['79,4.62', 'N', null],
  ])('%j with the hemisphere %j -> %s', (text, ref, degrees) => {
    if (degrees === null) expect(east(text, ref)).toBe(null);
    else expect(east(text, ref)).toBeCloseTo(degrees, 6);
  });
});

describe('a coordinate of Exif', () => {
  it.each([
    [[33, 30, 0], 'S', -33.5],
    [[33, 30.5], 'S', -33.508333],
    [[33.5], 'S', -33.5],
    [[33.5, 0, 0], 'N', 33.5],
    [[33, 30, Number.NaN], 'S', -33.5],
    [[33, Number.NaN, Number.NaN], 'S', -33],
    [[33, 30, 0], 's', -33.5],
    [[33, 30, 0], 'South', -33.5],
    [[33, 30, 0], 'S ', -33.5],
    [[33, 30, 0], 'north', 33.5],
    [[-33, 30, 0], 'S', -33.5],
    [[-33.5], '', -33.5],
    [[-33.5], 'N', -33.5],
    [[33, 30, 0], '', null],
    [[33, 30, 0], 'E', null],
    [[33, 30, 0], null, null],
    [[Number.NaN, Number.NaN, Number.NaN], 'N', null],
    [[33, 30, Number.POSITIVE_INFINITY], 'S', null],
    [[33, -30, 0], 'S', null],
    [[4294967263, 30, 0], 'N', null],
    [[], 'N', null],
  ])('%j %j -> %s', (values, ref, degrees) => {
    if (degrees === null) expect(north(values, ref)).toBe(null);
    else expect(north(values, ref)).toBeCloseTo(degrees, 5);
  });
});

describe('a place', () => {
  it('needs both coordinates, and is not where receivers without a fix are', () => {
    expect(place(null, null, '79W', null)).toBe(null);
    expect(place('43N', null, null, null)).toBe(null);
    expect(place('0', null, '0', null)).toBe(null);
    expect(place([0, 0, 0], 'N', [0, 0, 0], 'E')).toBe(null);
    expect(place('0', null, '79.5', null)).toEqual({ latitude: 0, longitude: 79.5 });
  });

  it('is the same in every spelling', () => {
    const degrees = fc.integer({ min: 0, max: 88 });
    const minutes = fc.integer({ min: 0, max: 59 });
    fc.assert(
      fc.property(degrees, minutes, minutes, fc.constantFrom('N', 'S'), (whole, minute, second, letter) => {
        const expected = (letter === 'S' ? -1 : 1) * (whole + minute / 60 + second / 3600);
        for (const [value, ref] of [
          [`${whole},${minute},${second}${letter}`, null],
          [`${whole},${minute + second / 60}${letter}`, null],
          [`${Math.abs(expected).toFixed(9)}${letter}`, null],
          [expected.toFixed(9), null],
          [Math.abs(expected).toFixed(9), letter.toLowerCase()],
          [[whole, minute, second], letter],
          [[whole, minute + second / 60], letter],
          [[Math.abs(expected)], letter],
        ] as const) {
          expect(north(value, ref), `${value} ${ref}`).toBeCloseTo(expected, 6);
        }
      }),
    );
  });

  it('is on the earth or not known, for any text', () => {
    const text = fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(..."0123456789.,+- NSEW'°") }));
    fc.assert(
      fc.property(text, text, text, text, (...texts) => {
        const found = place(...texts);
        if (found === null) return;
        expect(Math.abs(found.latitude)).toBeLessThanOrEqual(90);
        expect(Math.abs(found.longitude)).toBeLessThanOrEqual(180);
      }),
    );
  });
});
