/**
 * Promise 9: 300 files of each format, changed at random, are indexed by a real engine with its real processes. The
 * files are the same in every run: test/support/photos/samples.ts and mutants.ts.
 *
 * A changed byte may change colours where a format has no checksum: in the pixels of a TIFF, BMP or PNM, in a palette, in
 * the tables of a JPEG, or anywhere in the data of a WebP, HEIC or JPEG 2000. It may not leave a picture of one colour.
 */

import { afterAll, describe, expect, it } from 'vitest';
import { quote } from '../support/figures.ts';
import { SAMPLES } from '../support/photos/samples.ts';
import { type FuzzReport, fuzz } from '../support/promises/fuzz.ts';

const FILES = 300;

const reports: FuzzReport[] = [];
afterAll(() => {
  const sum = (figure: (report: FuzzReport) => number) => reports.reduce((total, each) => total + figure(each), 0);
  quote(9, {
    formats: reports.length,
    'files of each': FILES,
    whole: sum(({ whole }) => whole),
    damaged: sum(({ damaged }) => damaged),
    failed: sum(({ failed }) => failed),
    'crashed or hung': sum(({ ended }) => ended.length),
    blank: sum(({ blank }) => blank.length),
  });
});

describe('promise 9: files changed at random', () => {
  it.each(Object.keys(SAMPLES))(
    '%s: no crash, no hang, no blank picture, each failure recorded once',
    async (ending) => {
      const report = await fuzz(ending, FILES);
      reports.push(report);
      const { whole, damaged, failed, seconds } = report;
      quote(9, { [ending]: FILES, whole, damaged, failed, seconds });
      expect(report).toMatchObject({ ended: [], lost: [], blank: [] });
      expect(whole + damaged + failed).toBe(FILES);
      expect(report.found).toHaveLength(3);
      const kept = whole + damaged + report.found.length;
      expect(report.again).toMatchObject({ kept, added: 0, changed: 0, removed: 0, embedded: 0, failed: 0 });
    },
  );
});
