import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findDates } from '../../../../src/search/query/dates/find-dates.ts';
import { anyCharacter } from '../../../support/any-character.ts';

const NOW = { today: 20261129, hemisphere: 'north' } as const;

function only(text: string, options: Parameters<typeof findDates>[1] = NOW) {
  const clues = findDates(text, options);
  expect(clues).toHaveLength(1);
  return clues[0]!;
}

describe('findDates', () => {
  it('gives the days, and the slice of the text with the words that belong to it', () => {
    expect(only('anna in the summer of 2019')).toEqual({
      start: 5,
      end: 26,
      when: [{ from: 20190601, to: 20190901 }],
      label: '2019-06 to 2019-08',
      isSure: true,
    });
    expect(only('Fotos aus dem März, oma').when).toEqual([{ yearly: { from: 301, to: 401 } }]);
    expect(only('silvester').when).toEqual([{ yearly: { from: 1231, to: 102 } }]);
  });

  it('finds several times', () => {
    const text = 'berlin 2015, oslo 2017';
    const found = findDates(text, NOW).map(({ start, end }) => text.slice(start, end));
    expect(found).toEqual(['2015', '2017']);
  });

  it('lists the days of a holiday that moves', () => {
    const { when } = only('ostern');
    expect(when).toHaveLength(77);
    expect(when).toContainEqual({ from: 20240329, to: 20240402 });
  });

  it('knows the seasons of the south', () => {
    const south = { today: 20261129, hemisphere: 'south' } as const;
    expect(only('last summer', south).label).toBe('2025-12 to 2026-02');
    expect(only('winter 2019', south).label).toBe('2019-06 to 2019-08');
    expect(only('autumn 2019', south).label).toBe('2019-03 to 2019-05');
    expect(only('summer 2018/19', south).label).toBe('2018-12 to 2019-02');
  });

  it('reads accents that are written as two characters', () => {
    expect(only('août 2018'.normalize('NFD')).label).toBe('2018-08');
    expect(only('작년 여름'.normalize('NFD')).label).toBe('2025-06 to 2025-08');
    expect(only('２０１８年１２月').label).toBe('2018-12');
  });
});

describe('findDates, for any text', () => {
  const words = fc.constantFrom(
    ...'may last ago 3 2019 20190601 12 of the in summer to - , between and since vor il y a christmas 年 月 夏 new friday'.split(
      ' ',
    ),
    ...[
      '1.2.',
      '5/6/19',
      '90s',
      "'19",
      'late',
      'next',
      'weekend',
      'q3',
      '前',
      '29',
      'february',
      'ramadan',
      'von',
      'bis',
    ],
  );
  const texts = fc.oneof(
    fc.string({ unit: anyCharacter, maxLength: 200 }),
    fc.array(words, { maxLength: 40 }).map((parts) => parts.join(' ')),
    fc.array(words, { maxLength: 40 }).map((parts) => parts.join('')),
  );
  const days = fc
    .date({ min: new Date('1900-01-01'), max: new Date('2200-12-31'), noInvalidDate: true })
    .map((date) => Number(date.toISOString().slice(0, 10).replaceAll('-', '')));

  it('gives sorted clues inside the text, with valid days, and the same each time', () => {
    fc.assert(
      fc.property(texts, days, fc.constantFrom('north', 'south'), (text, today, hemisphere) => {
        const clues = findDates(text, { today, hemisphere });
        const places = clues.flatMap(({ start, end }) => [start, end]);
        expect(places).toEqual([...places].sort((a, b) => a - b));
        expect(clues.filter(({ start, end }) => start < 0 || start >= end || end > text.length)).toEqual([]);
        expect(clues.filter(({ when, label }) => when.length === 0 || label === '')).toEqual([]);
        const periods = clues.flatMap(({ when }) => when.filter((one) => 'from' in one));
        expect(periods.filter(({ from, to }) => from >= to)).toEqual([]);
        expect(findDates(text, { today, hemisphere })).toEqual(clues);
      }),
      { numRuns: 200 },
    );
  });

  it('takes little time for a text made to take long', () => {
    const hostile = [
      'may ',
      'vor ',
      '1-',
      '2019-',
      'in the of ',
      "a'",
      '3 ',
      'last ',
      '年',
      'il y a ',
      '12.',
      '春',
      'l’',
      '　',
    ];
    for (const part of hostile) {
      const text = part.repeat(1000 / part.length);
      const before = process.cpuUsage();
      findDates(text, NOW);
      const { user, system } = process.cpuUsage(before);
      expect((user + system) / 1000, part).toBeLessThan(200);
    }
  });
});
