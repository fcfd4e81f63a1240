import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { time, timeOfTwo } from '../../../../src/library/metadata/values/parse-time.ts';

describe('time', () => {
  it.each([
    // Exif, and what scanners and old programs make of it.
    ['2007:06:30 18:45:17', '2007-06-30T18:45:17'],
    ['2007/06/30 18:45:17', '2007-06-30T18:45:17'],
    ['2007-06-30 18:45:17', '2007-06-30T18:45:17'],
    ['2007.06.30 18.45.17', '2007-06-30T18:45:17'],
    ['2007: 6:30  9:05:07', '2007-06-30T09:05:07'],
    ['2007:6:3 9:5:7', '2007-06-03T09:05:07'],
    ['  2007:06:30 18:45:17\0\0', '2007-06-30T18:45:17'],
    ['2007:06:30 18:45:17.25', '2007-06-30T18:45:17'],
    ['2007:06:30 18:45:17+02:00', '2007-06-30T18:45:17+02:00'],
    ['2007:06:30 06:45:17 PM', '2007-06-30T18:45:17'],
    ['2007:06:30 12:05:00 am', '2007-06-30T00:05:00'],
    ['2007:06:30', '2007-06-30'],
    ['2007:06:30   :  :  ', '2007-06-30'],
    ['2007:06:30 24:00:00', '2007-06-30'],
    ['2007:06:30 __:__:__', '2007-06-30'],
    // XMP and other forms of ISO 8601.
    ['2007-06-30T18:45:17.1234567Z', '2007-06-30T18:45:17Z'],
    ['2007-06-30T18:45:17,5Z', '2007-06-30T18:45:17Z'],
    ['2007-06-30T18:45', '2007-06-30T18:45:00'],
    ['2007-06-30T18:45-05:00', '2007-06-30T18:45:00-05:00'],
    ['2007-06-30T18:45:17-0530', '2007-06-30T18:45:17-05:30'],
    ['2007-06-30T18:45:17+2', '2007-06-30T18:45:17+02:00'],
    ['2007-06-30t18:45:17z', '2007-06-30T18:45:17Z'],
    ['20070630T184517+0200', '2007-06-30T18:45:17+02:00'],
    ['20070630184517', '2007-06-30T18:45:17'],
    ['20070630', '2007-06-30'],
    // PNG.
    ['Sat, 30 Jun 2007 18:45:17 +0200', '2007-06-30T18:45:17+02:00'],
    ['Sat, 30 Jun 2007 18:45:17 GMT', '2007-06-30T18:45:17Z'],
    ['30 June 2007', '2007-06-30'],
    ['Sat Jun 30 18:45:17 2007', '2007-06-30T18:45:17'],
    // Not a day.
    ['0000:00:00 00:00:00', null],
    ['    :  :     :  :  ', null],
    ['2007:00:30 18:45:17', null],
    ['2007:06:00', null],
    ['2007:02:29 18:45:17', null],
    ['2007:13:01', null],
    ['0001-01-01T00:00:00', null],
    ['2007', null],
    ['2007-06', null],
    ['30.06.07', null],
    ['last summer', null],
    ['', null],
    [null, null],
  ])('%j -> %s', (text, iso) => {
    expect(time(text)).toBe(iso);
  });

  it.each([
    ['+02:00', '2007-06-30T18:45:17+02:00'],
    [' +0200 ', '2007-06-30T18:45:17+02:00'],
    ['-3', '2007-06-30T18:45:17-03:00'],
    ['Z', '2007-06-30T18:45:17Z'],
    ['+25:00', '2007-06-30T18:45:17'],
    ['soon', '2007-06-30T18:45:17'],
    [null, '2007-06-30T18:45:17'],
  ])('takes the zone of another field: %j', (zone, iso) => {
    expect(time('2007:06:30 18:45:17', zone)).toBe(iso);
    expect(time('2007:06:30 18:45:17-01:00', zone)).toBe('2007-06-30T18:45:17-01:00');
    expect(time('2007:06:30', zone)).toBe('2007-06-30');
  });

  it.each([
    ['20070630', '184517+0000', '2007-06-30T18:45:17+00:00'],
    ['20070630', '184517', '2007-06-30T18:45:17'],
    ['20070630', null, '2007-06-30'],
    ['2007-06-30', '18:45:17', '2007-06-30T18:45:17'],
    ['00000000', '000000+0000', null],
    [null, '184517', null],
  ])('joins the two fields of IPTC: %j %j', (day, clock, iso) => {
    expect(timeOfTwo(day, clock)).toBe(iso);
  });

  it('understands every day and time in every spelling', () => {
    const moment = fc.date({ min: new Date('1800-01-01'), max: new Date('9999-12-31'), noInvalidDate: true });
    const spellings = fc.record({
      separator: fc.constantFrom(':', '/', '-', '.'),
      between: fc.constantFrom(' ', 'T', '  '),
      zone: fc.constantFrom('', 'Z', '+05:30', '-11:00'),
    });
    fc.assert(
      fc.property(moment, spellings, (date, { separator, between, zone }) => {
        const iso = date.toISOString().slice(0, 19);
        const text = iso.slice(0, 10).replaceAll('-', separator) + between + iso.slice(11) + zone;
        expect(time(text)).toBe(iso + zone);
      }),
    );
  });

  it('returns a day of the calendar or null for any text', () => {
    const digits = fc.string({ unit: fc.constantFrom(...'0123456789:-/. TZ+PM'), maxLength: 30 });
    fc.assert(
      fc.property(fc.oneof(digits, fc.string()), (text) => {
        const iso = time(text);
        if (iso !== null) expect(Number.isNaN(Date.parse(iso)), `${text} -> ${iso}`).toBe(false);
      }),
    );
  });
});
