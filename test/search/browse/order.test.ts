import fc from 'fast-check';
import { expect, it } from 'vitest';
import { listOrder, nameKey, photoComparer, SORTS } from '../../../src/search/browse/order.ts';

it('compares numbers in names by their value, and ignores case and accents', () => {
  const names = ['img 2.jpg', 'IMG 10.jpg', 'Über.jpg', 'zoo.jpg', 'ähre.jpg', '9.jpg', '010.jpg'];
  const sorted = names.toSorted((a, b) => (nameKey(a) < nameKey(b) ? -1 : 1));
  expect(sorted).toEqual(['9.jpg', '010.jpg', 'ähre.jpg', 'img 2.jpg', 'IMG 10.jpg', 'Über.jpg', 'zoo.jpg']);
  expect(nameKey('7'.repeat(255)).length).toBeLessThanOrEqual(60);
});

it('is a total order in which photos without a date are the last', () => {
  const photo = fc.record({ row: fc.nat(9), key: fc.nat(3) });
  const order = fc.record({ sort: fc.constantFrom('taken', 'added', 'name', 'size'), reverse: fc.boolean() } as const);
  fc.assert(
    fc.property(order, photo, photo, photo, (by, a, b, c) => {
      const compare = photoComparer(by);
      expect(Math.sign(compare(a, b))).toBe(-Math.sign(compare(b, a)) + 0);
      if (compare(a, b) <= 0 && compare(b, c) <= 0) expect(compare(a, c)).toBeLessThanOrEqual(0);
      if (by.sort === 'taken' && a.key === 0 && b.key !== 0) expect(compare(a, b)).toBeGreaterThan(0);
    }),
  );
});

it('refuses what only photos with a query can have', () => {
  expect(listOrder({})).toEqual({ sort: 'taken', reverse: false });
  for (const sort of SORTS.filter((each) => each !== 'fit')) expect(listOrder({ sort })).toMatchObject({ sort });
  for (const request of [{ sort: 'fit' as const }, { fit: 'strong' }]) {
    expect(() => listOrder(request)).toThrow(expect.objectContaining({ code: 'bad-query' }));
  }
});
