import { describe, expect, it } from 'vitest';
import type { Period } from '../../../../src/search/filters/dates.ts';
import { HOLIDAYS, type Holiday } from '../../../../src/search/query/dates/holidays/rules.ts';

/** The first days, as calendars print them. */
const KNOWN: Partial<Record<Holiday, readonly number[]>> = {
  Easter: [20190419, 20200410, 20210402, 20240329, 20250418, 20380423],
  Carnival: [20180208, 20200220],
  Pentecost: [20210522, 20190608],
  Advent: [20181202, 20221127, 20231203, 20261129],
  'Thanksgiving in the United States': [20181122, 20231123, 20281123],
  'Thanksgiving in Canada': [20191012, 20231007],
  'Memorial Day': [20200525, 20220530],
  'Labor Day': [20190902, 20250901],
  "Mother's Day in France": [20190526, 20220529],
  Oktoberfest: [20170916, 20190921, 20220917, 20240921, 20250920],
  'Lunar New Year': [20150219, 20200125, 20210212, 20230122, 20240210, 20250129],
  'Mid-Autumn Festival': [20201001, 20210921, 20230929, 20240917],
  'Dragon Boat Festival': [20220603, 20240610],
  Ramadan: [20190506, 20220402, 20240311, 20250301],
  'Eid al-Adha': [20190811, 20220709, 20240616],
  Hanukkah: [20181202, 20201210, 20231207, 20241225],
  Passover: [20190419, 20220415, 20240422],
  'Orthodox Easter': [20190426, 20210430, 20240503, 20250418],
  'Yom Kippur': [20210916, 20241012],
  'Super Bowl': [20200202, 20220213],
  'Martin Luther King Day': [20240115],
  Purim: [20230307, 20240324],
  'Rosh Hashanah': [20190929, 20230915],
};
/** The main days of festivals of several days, by the Hindu calendar, which Intl lacks. */
const HINDU: Partial<Record<Holiday, readonly number[]>> = {
  Diwali: [20151111, 20161030, 20171019, 20181107, 20191027, 20201114, 20211104, 20221024, 20231112, 20251020],
  Holi: [20180302, 20190321, 20200310, 20210329, 20220318, 20230308, 20240325, 20250314],
};

function startsIn(holiday: Holiday, year: number): number[] {
  const rule = HOLIDAYS[holiday];
  return typeof rule === 'function' ? rule(year).map(({ from }) => from) : [];
}

describe('holidays that move', () => {
  it.each(Object.entries(KNOWN) as [Holiday, number[]][])('%s', (holiday, days) => {
    for (const day of days) expect(startsIn(holiday, Math.floor(day / 10_000))).toContain(day);
  });

  it.each(Object.entries(HINDU) as [Holiday, number[]][])('%s', (holiday, days) => {
    const rule = HOLIDAYS[holiday] as (year: number) => Period[];
    for (const day of days) {
      const [period] = rule(Math.floor(day / 10_000));
      expect(period!.from).toBeLessThanOrEqual(day);
      expect(period!.to).toBeGreaterThan(day);
    }
  });

  it('comes twice a year when its own year is shorter', () => {
    expect(startsIn('Ramadan', 2030)).toEqual([20300105, 20301226]);
  });
});
