import fc from 'fast-check';
import { expect, it } from 'vitest';
import { timeInName } from '../../../../src/library/metadata/values/time-in-name.ts';

it.each([
  ['IMG_20190601_120000.jpg', '2019-06-01T12:00:00'],
  ['IMG_20190601_120000_1.jpg', '2019-06-01T12:00:00'],
  ['IMG_20190601_120000123.jpg', '2019-06-01T12:00:00'],
  ['MVIMG_20190601_120000~2.jpg', '2019-06-01T12:00:00'],
  ['20190601_120000.jpg', '2019-06-01T12:00:00'],
  ['20190601120000.jpg', '2019-06-01T12:00:00'],
  ['PXL_20190601_120000123.MP.jpg', '2019-06-01T12:00:00Z'],
  ['Screenshot_2019-06-01-12-00-00.png', '2019-06-01T12:00:00'],
  ['Screenshot_20190601-120000_Gallery.jpg', '2019-06-01T12:00:00'],
  ['Screenshot 2019-06-01 at 12.00.00.png', '2019-06-01T12:00:00'],
  ['Screen Shot 2019-06-01 at 1.02.03 PM.png', '2019-06-01T13:02:03'],
  ['Screenshot 2019-06-01 at 1.02.03\u202fPM.png', '2019-06-01T13:02:03'],
  ['Bildschirmfoto 2019-06-01 um 12.00.00.png', '2019-06-01T12:00:00'],
  ['Screenshot from 2019-06-01 12-00-00.png', '2019-06-01T12:00:00'],
  ['Screenshot 2019-06-01 120000.png', '2019-06-01T12:00:00'],
  ['WhatsApp Image 2019-06-01 at 12.00.00 (1).jpeg', '2019-06-01T12:00:00'],
  ['WhatsApp Image 2019-06-01 at 12.00.00.jpeg', '2019-06-01T12:00:00'],
  ['IMG-20190601-WA0003.jpg', '2019-06-01'],
  ['signal-2019-06-01-120000.jpg', '2019-06-01T12:00:00'],
  ['signal-2019-06-01-12-00-00-123.jpg', '2019-06-01T12:00:00'],
  ['photo_2019-06-01_12-00-00.jpg', '2019-06-01T12:00:00'],
  ['2019-06-01 12.00.00.jpg', '2019-06-01T12:00:00'],
  ['2019-06-01 12.00.jpg', '2019-06-01T12:00:00'],
  ['WP_20190601_12_00_00_Pro.jpg', '2019-06-01T12:00:00'],
  ['C360_2019-06-01-12-00-00-123.jpg', '2019-06-01T12:00:00'],
  ['2019.06.01 summer.jpg', '2019-06-01'],
  ['1965-07-14 grandma.jpg', '1965-07-14'],
  ['IMG_20190601_0001.jpg', '2019-06-01'],
  ['IMG_20190601_999999.jpg', '2019-06-01'],
  ['/photos/2018-01-01/IMG_20190601.jpg', '2019-06-01'],
  // Numbers that are something else.
  ['/photos/2018-01-01/beach.jpg', null],
  ['IMG_20191301_120000.jpg', null],
  ['IMG_20190631.jpg', null],
  ['DSC_0001.jpg', null],
  ['IMG_1234.jpg', null],
  ['120190601.jpg', null],
  ['2019060112.jpg', null],
  ['FB_IMG_1559390400000.jpg', null],
  ['2019-06_01.jpg', null],
  ['3840x2160.png', null],
  ['.jpg', null],
])('%s -> %s', (name, time) => {
  expect(timeInName(name)).toBe(time);
});

it('finds the times of all cameras that write it in one of these forms', () => {
  const moment = fc.date({ min: new Date('1900-01-01'), max: new Date('2099-12-31'), noInvalidDate: true });
  const forms = fc.constantFrom(
    (day: string, clock: string) => `IMG_${day.replaceAll('-', '')}_${clock.replaceAll(':', '')}.jpg`,
    (day: string, clock: string) => `Screenshot_${day}-${clock.replaceAll(':', '-')}.png`,
    (day: string, clock: string) => `WhatsApp Image ${day} at ${clock.replaceAll(':', '.')}.jpeg`,
  );
  fc.assert(
    fc.property(moment, forms, (date, form) => {
      const iso = date.toISOString().slice(0, 19);
      expect(timeInName(form(iso.slice(0, 10), iso.slice(11)))).toBe(iso);
    }),
  );
});

it('is quick for any name', () => {
  fc.assert(fc.property(fc.string({ unit: fc.constantFrom(...'20190-_. atPM') }), (name) => void timeInName(name)));
  expect(timeInName(`${'2019-06-'.repeat(1000)}.jpg`)).toBe(null);
});
