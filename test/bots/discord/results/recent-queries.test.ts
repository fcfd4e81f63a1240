import { expect, test } from 'vitest';
import { createRecentQueries } from '../../../../bots/discord/results/recent-queries.ts';

const person = (number: number) => ({ userId: String(number), guildId: 'family' });

test('keeps the last 25 queries of a person, latest first and each once', () => {
  const recent = createRecentQueries();
  for (let number = 1; number <= 30; number++) recent.add(person(1), `query ${number}`);
  recent.add(person(1), 'query 20');
  expect(recent.of(person(1))).toHaveLength(25);
  expect(recent.of(person(1)).slice(0, 3)).toEqual(['query 20', 'query 30', 'query 29']);
  expect(recent.of({ ...person(1), guildId: 'studio' })).toEqual([]);
});

test('forgets the least recently seen of 1,001 people', () => {
  const recent = createRecentQueries();
  for (let number = 1; number <= 1_000; number++) recent.add(person(number), 'dog');
  expect(recent.of(person(1))).toEqual(['dog']);
  recent.add(person(1_001), 'cat');
  expect([1, 2, 3, 1_001].map((number) => recent.of(person(number)))).toEqual([['dog'], [], ['dog'], ['cat']]);
});
