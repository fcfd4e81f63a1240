/**
 * When holidays are. A window covers the days on which people take the photos that they call by the holiday's name:
 * Christmas is 23 to 26 December, and a party that goes past midnight belongs to the holiday. Pure.
 */

import type { Period } from '../../../filters/dates.ts';
import { addDays, type Day, dayOf, daysFrom, daysIn, weekdayOf } from '../calendar.ts';
import { diwali, holi, moonDays } from './moon.ts';

/** Month and day as a number: 1224 is 24 December. */
export type MonthDay = number;

export type HolidayRule =
  /** The same days every year, from inclusive, to exclusive. May pass the end of the year. */
  | {
      readonly from: MonthDay;
      readonly to: MonthDay;
      /** "New year 2020" is the one that begins in 2019. */
      readonly namedByEnd?: boolean;
      /** For its things, which are there longer: "christmas tree". */
      readonly around?: { readonly from: MonthDay; readonly to: MonthDay };
    }
  /** The days that start in a year. */
  | ((year: number) => Period[]);

/** Meeus's form of the Gregorian computus. */
function easterSunday(year: number): Day {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const d = (19 * a + b - Math.floor(b / 4) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3) + 15) % 30;
  const e = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - d - (c % 4)) % 7;
  const f = d + e - 7 * Math.floor((a + 11 * d + 22 * e) / 451) + 114;
  return dayOf(year, Math.floor(f / 31), (f % 31) + 1);
}

/** Meeus's form of the Julian computus. The Julian calendar is 13 days behind until 2099. */
function orthodoxEaster(year: number): Period[] {
  const d = (19 * (year % 19) + 15) % 30;
  const e = (2 * (year % 4) + 4 * (year % 7) - d + 34) % 7;
  const f = d + e + 114;
  return [daysFrom(addDays(dayOf(year, Math.floor(f / 31), (f % 31) + 1), 13 - 2), 4)];
}

/** Some days, the first of which is so many days after Easter Sunday. */
function fromEaster(offset: number, days = 1) {
  return (year: number): Period[] => [daysFrom(addDays(easterSunday(year), offset), days)];
}

/** Some days from the nth weekday of a month on; `offset` moves the start. Monday is 0; the last one is -1. */
function nth(weekday: number, n: number, month: number, days = 1, offset = 0) {
  return (year: number): Period[] => {
    const first = dayOf(year, month, 1);
    const last = dayOf(year, month, daysIn(year, month));
    const day =
      n > 0
        ? addDays(first, ((weekday - weekdayOf(first) + 7) % 7) + 7 * (n - 1))
        : addDays(last, -((weekdayOf(last) - weekday + 7) % 7));
    return [daysFrom(addDays(day, offset), days)];
  };
}

function either(...rules: ((year: number) => Period[])[]) {
  return (year: number) => rules.flatMap((rule) => rule(year));
}

function on(day: MonthDay) {
  return (year: number): Period[] => [daysFrom(year * 10_000 + day, 1)];
}

/** The first Sunday of February, and since 2022 the second. */
function superBowl(year: number): Period[] {
  return nth(6, year < 2022 ? 1 : 2, 2)(year);
}

function advent(year: number): Period[] {
  const christmas = dayOf(year, 12, 25);
  return [{ from: addDays(christmas, -21 - (weekdayOf(christmas) + 1)), to: christmas }];
}

function adventSunday(n: number) {
  return (year: number): Period[] => [daysFrom(addDays(advent(year)[0]!.from, 7 * (n - 1)), 1)];
}

function oktoberfest(year: number): Period[] {
  // From the first Saturday after 15 September to the first Sunday of October, or to 3 October when that is later.
  const from = addDays(dayOf(year, 9, 16), (5 - weekdayOf(dayOf(year, 9, 16)) + 7) % 7);
  return nth(6, 1, 10)(year).map(({ to }) => ({ from, to: Math.max(to, dayOf(year, 10, 4)) }));
}

const ON = (day: MonthDay) => ({ from: day, to: day % 100 < 28 ? day + 1 : addDays(20010000 + day, 1) % 10_000 });
const muslim = (month: number, day: number, days: number) =>
  moonDays('islamic-umalqura', { month: String(month), day }, days, 101, 1231);

export const HOLIDAYS = {
  Christmas: { from: 1223, to: 1227, around: { from: 1120, to: 107 } },
  'Christmas time': { from: 1201, to: 107 },
  'Christmas Eve': ON(1224),
  'Christmas Day': ON(1225),
  'Boxing Day': ON(1226),
  'Christmas holidays': { from: 1220, to: 107 },
  Advent: advent,
  'first Advent': adventSunday(1),
  'second Advent': adventSunday(2),
  'third Advent': adventSunday(3),
  'fourth Advent': adventSunday(4),
  "New Year's Eve": { from: 1231, to: 102 },
  'New Year': { from: 1231, to: 102, namedByEnd: true },
  "New Year's Day": ON(101),
  'New Year in Japan': { from: 101, to: 104 },
  Epiphany: ON(106),
  'Saint Nicholas': { from: 1205, to: 1207 },
  "Valentine's Day": ON(214),
  "Saint Patrick's Day": ON(317),
  Carnival: fromEaster(-52, 7),
  'Rose Monday': fromEaster(-48),
  'Mardi Gras': fromEaster(-47),
  'Ash Wednesday': fromEaster(-46),
  'Palm Sunday': fromEaster(-7),
  'Holy Week': fromEaster(-7, 8),
  'Good Friday': fromEaster(-2),
  Easter: fromEaster(-2, 4),
  'Easter Monday': fromEaster(1),
  Ascension: fromEaster(39),
  Pentecost: fromEaster(48, 3),
  'Corpus Christi': fromEaster(60),
  'Labour Day': ON(501),
  'Labor Day': nth(0, 1, 9),
  'Memorial Day': nth(0, -1, 5),
  'Independence Day': ON(704),
  'Canada Day': ON(701),
  'Super Bowl': superBowl,
  'Groundhog Day': ON(202),
  'Martin Luther King Day': nth(0, 3, 1),
  "Presidents' Day": nth(0, 3, 2),
  Juneteenth: ON(619),
  'Columbus Day': nth(0, 2, 10),
  'Armistice Day': ON(1111),
  'Burns Night': ON(125),
  'Earth Day': ON(422),
  'Australia Day': ON(126),
  'Anzac Day': ON(425),
  'Bastille Day': ON(714),
  'Day of German Unity': ON(1003),
  "King's Day": nthKingsDay,
  'Liberation Day in Italy': ON(425),
  'Day of Portugal': ON(610),
  'Independence Day of Brazil': ON(907),
  'Independence Day of Mexico': { from: 915, to: 917 },
  'Independence Day of India': ON(815),
  'National Day of Catalonia': ON(911),
  'National Day of Belgium': ON(721),
  'Republic Day of Italy': ON(602),
  'National Day of Austria or Switzerland': either(on(801), on(1026)),
  'Constitution Day of Norway': ON(517),
  'National Day of Spain': ON(1012),
  'National Day of Switzerland': ON(801),
  'National Day of China': { from: 1001, to: 1008 },
  'Cinco de Mayo': ON(505),
  'Walpurgis Night': { from: 430, to: 502 },
  'Saint Lucy': ON(1213),
  Candlemas: ON(202),
  'Fête de la musique': { from: 621, to: 623 },
  'Sant Jordi': ON(423),
  Fallas: { from: 315, to: 320 },
  'San Fermín': { from: 706, to: 715 },
  Tomatina: nth(2, -1, 8),
  'Saint Anthony in Lisbon': { from: 612, to: 614 },
  'Our Lady of Aparecida': ON(1012),
  Nowruz: { from: 320, to: 322 },
  Songkran: { from: 413, to: 416 },
  'Easter holidays': fromEaster(-14, 29),
  'Spring break': { from: 301, to: 416 },
  'Autumn holidays': { from: 1001, to: 1106 },
  'April Fools': ON(401),
  "Mother's Day": either(nth(6, 2, 5), fromEaster(-21)),
  "Mother's Day in most of Europe": nth(6, 2, 5),
  "Mother's Day in France": nth(6, -1, 5),
  "Mother's Day in Spain and Portugal": nth(6, 1, 5),
  "Father's Day": nth(6, 3, 6),
  "Father's Day in Germany": fromEaster(39),
  "Father's Day in Spain and Italy": ON(319),
  "Women's Day": ON(308),
  Midsummer: { from: 619, to: 626 },
  "Saint John's Eve": { from: 623, to: 625 },
  'Festa Junina': { from: 601, to: 701 },
  Assumption: ON(815),
  Oktoberfest: oktoberfest,
  Halloween: { from: 1031, to: 1101, around: { from: 1015, to: 1104 } },
  "All Saints' Day": ON(1101),
  'Day of the Dead': { from: 1101, to: 1103 },
  'Bonfire Night': ON(1105),
  "Saint Martin's Day": ON(1111),
  Thanksgiving: either(nth(3, 4, 11, 4), nth(0, 2, 10, 3, -2)),
  'Thanksgiving in the United States': nth(3, 4, 11, 4),
  'Thanksgiving in Canada': nth(0, 2, 10, 3, -2),
  'Harvest festival': nth(6, 1, 10),
  'Black Friday': nth(3, 4, 11, 1, 1),
  'Golden Week': { from: 429, to: 506 },
  Tanabata: ON(707),
  Hinamatsuri: ON(303),
  "Children's Day": ON(505),
  Obon: { from: 813, to: 817 },
  'Shichi-Go-San': { from: 1110, to: 1120 },
  'Lunar New Year': moonDays('chinese', { month: '1', day: 1 }, 7, 120, 222),
  'Mid-Autumn Festival': moonDays('chinese', { month: '8', day: 15 }, 1, 905, 1010),
  Chuseok: (year: number) =>
    moonDays('chinese', { month: '8', day: 15 }, 1, 905, 1010)(year).map(({ from }) => daysFrom(addDays(from, -1), 3)),
  'Dragon Boat Festival': moonDays('chinese', { month: '5', day: 5 }, 1, 525, 626),
  Ramadan: muslim(9, 1, 30),
  'Eid al-Fitr': muslim(10, 1, 3),
  'Eid al-Adha': muslim(12, 10, 4),
  Eid: either(muslim(10, 1, 3), muslim(12, 10, 4)),
  // A Jewish day begins with the evening before.
  Hanukkah: (year: number) =>
    moonDays(
      'hebrew',
      { month: 'Kislev', day: 25 },
      9,
      1125,
      1231,
    )(year).map(({ from }) => daysFrom(addDays(from, -1), 9)),
  Passover: (year: number) =>
    moonDays(
      'hebrew',
      { month: 'Nisan', day: 15 },
      9,
      320,
      430,
    )(year).map(({ from }) => daysFrom(addDays(from, -1), 9)),
  'Rosh Hashanah': (year: number) =>
    moonDays(
      'hebrew',
      { month: 'Tishri', day: 1 },
      3,
      901,
      1010,
    )(year).map(({ from }) => daysFrom(addDays(from, -1), 3)),
  Purim: moonDays('hebrew', { month: 'Adar', day: 14 }, 2, 220, 331),
  'Yom Kippur': moonDays('hebrew', { month: 'Tishri', day: 10 }, 1, 905, 1020),
  Sukkot: moonDays('hebrew', { month: 'Tishri', day: 15 }, 7, 910, 1025),
  Diwali: diwali,
  Holi: holi,
  'Orthodox Easter': orthodoxEaster,
} satisfies Record<string, HolidayRule>;

export type Holiday = keyof typeof HOLIDAYS;

/** 27 April, or the day before when that is a Sunday. */
function nthKingsDay(year: number): Period[] {
  const day = dayOf(year, 4, 27);
  return [daysFrom(weekdayOf(day) === 6 ? addDays(day, -1) : day, 1)];
}
