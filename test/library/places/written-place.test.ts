/** Names of places as photo programs write them, without coordinates. */

import { expect, it } from 'vitest';
import { cities } from '../../../src/library/places/cities.ts';
import { writtenPlace } from '../../../src/library/places/written-place.ts';

it.each([
  ['Bengaluru, Karnataka, India', 'Bengaluru', ['IN', 'IN.19']],
  ['Bangalore, India', 'Bengaluru', ['IN', 'IN.19']],
  ['München, Bayern, Deutschland', 'Munich', ['DE', 'DE.02']],
  ['Venise, Italie', 'Venice', ['IT', 'IT.20']],
  ['Springfield, Illinois, United States', 'Springfield', ['US', 'US.IL']],
  ['Springfield, MO, USA', 'Springfield', ['US', 'US.MO']],
  ['Paris, US', 'Paris', ['US', 'US.TX']],
  ['Paris', 'Paris', ['FR', 'FR.11']],
  ['京都市, 日本', 'Kyoto', ['JP', 'JP.22']],
  ['Hallstatt, Austria', undefined, ['AT']],
  ['Tuscany, Italy', undefined, ['IT', 'IT.16']],
  ['Luxembourg', undefined, ['LU']],
  ['Home', undefined, []],
  [', ,', undefined, []],
])('%s', (name, city, codes) => {
  const found = writtenPlace(name);
  expect(found.city === undefined ? undefined : cities().at(found.city).name).toBe(city);
  expect(found.codes).toEqual(codes);
});
