import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PicsiftError } from '../../../src/base/errors.ts';
import { formatQuery, parseQuery, type Query, type Term } from '../../../src/search/query/query.ts';
import { anyCharacter } from '../../support/any-character.ts';

const anywhere = { allowPictures: true };

const text = (value: string, weight = 1): Term => ({ weight, kind: 'text', value });
const literal = (value: string, weight = 1): Term => ({ ...text(value, weight), quoted: true });

function problem(query: string, options = {}): string {
  try {
    parseQuery(query, options);
  } catch (error) {
    expect(error).toMatchObject({ name: 'PicsiftError', code: 'bad-query' });
    return (error as PicsiftError).message;
  }
  throw new Error(`${JSON.stringify(query)} was understood`);
}

describe('parseQuery', () => {
  it('reads signs, weights, quotes, photos, files and addresses', () => {
    expect(parseQuery('horse + stripes')).toEqual([text('horse'), text('stripes')]);
    expect(parseQuery('apple - fruit')).toEqual([text('apple'), text('fruit', -1)]);
    expect(parseQuery('2:golden retriever + ./pool.jpg - 0.5:people', anywhere)).toEqual([
      text('golden retriever', 2),
      { weight: 1, kind: 'file', value: './pool.jpg' },
      text('people', -0.5),
    ]);
    expect(parseQuery('"rock + roll" - 2:"3 + 4"')).toEqual([literal('rock + roll'), literal('3 + 4', -2)]);
    expect(parseQuery('photo:abcdefgh23 - Photo:mnpqrstuvw')).toEqual([
      { weight: 1, kind: 'photo', value: 'abcdefgh23' },
      { weight: -1, kind: 'photo', value: 'mnpqrstuvw' },
    ]);
    expect(parseQuery('https://example.com/a.jpg?x=1+2 + dog', anywhere)).toEqual([
      { weight: 1, kind: 'url', value: 'https://example.com/a.jpg?x=1+2' },
      text('dog'),
    ]);
    expect(parseQuery('- crowds')).toEqual([text('crowds', -1)]);
    expect(parseQuery('+ dog + cat + cow')).toEqual([text('dog'), text('cat'), text('cow')]);
  });

  it.each([
    'black-and-white t-shirt',
    'a dog -- running',
    '-5 degrees outside, 3+ people',
    'at 10:30 in the morning',
    '10:30 in the morning',
    '16:9 picture',
    '1:1 scale model',
    '2019-06',
    'my dog: the best, also a 2:dog',
    'the 5:pm train',
    'cats and/or dogs, w/o people',
    '/find dogs on the beach',
    '/ and ./ and ~/',
    'a sign that says "stop"',
    'a 12" pizza and a 5\'10" man',
    'rock "n roll',
    'photo: a dog on the beach',
    'photo:album covers and photo:basketball players',
    'a page of http://example.com on a screen',
    'file: taxes',
    'IMG_1234.jpg',
    '.jpg',
    'C: drive, C:drive',
    '🐶',
    '👨‍👩‍👧 🏖️',
    '犬が海辺を走る',
    'собака на пляже',
    'كلب على الشاطئ',
    '?!',
    '$& $1 {} %s',
  ])('reads prose as text: %s', (prose) => {
    expect(parseQuery(prose, anywhere)).toEqual([text(prose)]);
    expect(parseQuery(prose)).toEqual([text(prose)]);
  });

  it.each([
    ['  dog\n\ton\u0000 beach\u001b ', 'dog on beach'],
    ['cafe\u0301', 'caf\u00e9'],
    ['half \ud83d', 'half \ufffd'],
    ['a sign "rock + roll" in red', 'a sign "rock + roll" in red'],
  ])('%j means %j', (query, words) => {
    expect(parseQuery(query)).toEqual([text(words)]);
  });

  it.each([
    ['"  two   words "', 'two words'],
    ['“rock + roll”', 'rock + roll'],
    ['„rock + roll“', 'rock + roll'],
    ['"say ""hi"" - now"', 'say "hi" - now'],
  ])('%j means %j, literally', (query, words) => {
    expect(parseQuery(query)).toEqual([literal(words)]);
  });

  it.each([
    ['2: dog', 2],
    ['0,5:dog', 0.5],
    ['.5:dog', 0.5],
    ['1e2:dog', 100],
    ['-2:dog', -2],
    ['− -2:dog', 2],
  ])('%s has the weight %d', (query, weight) => {
    expect(parseQuery(query)).toEqual([text('dog', weight)]);
  });

  it.each([
    '../a b/pool.jpg',
    '~/pool',
    'C:\\Users\\ada\\pool.jpg',
    'c:/pool.png',
    '/home/ada/pool.JPG',
    '"./Tom + Jerry.png"',
  ])('%s is a file', (query) => {
    expect(parseQuery(query, anywhere)).toEqual([{ weight: 1, kind: 'file', value: query.replaceAll('"', '') }]);
  });

  it('accepts any file name after "file:"', () => {
    expect(parseQuery('file:/photos/scan - "file:a + b"', anywhere)).toEqual([
      { weight: 1, kind: 'file', value: '/photos/scan' },
      { weight: -1, kind: 'file', value: 'a + b' },
    ]);
  });

  it.each(['./pool.jpg', '/etc/secret.png', 'dog + ~/x', 'file:x', 'C:\\x.jpg', 'http://127.0.0.1/', '"../x"'])(
    'refuses files and addresses from other doors: %s',
    (query) => {
      expect(problem(query)).toMatch(/^Column \d: (files|addresses) can be used on the command line only/);
    },
  );

  it.each([
    ['', 'empty'],
    [' \n\u0007 ', 'empty'],
    ['\u200b', 'Column 1: there is nothing to search for'],
    ['""', 'Column 1: there is nothing'],
    ['2:', 'Column 1: there is nothing'],
    ['dog + 2: + cat', 'Column 7: there is nothing'],
    ['-', 'Column 1: nothing follows'],
    ['apple -', 'Column 7: nothing follows'],
    ['apple - + fruit', 'Column 9: two signs follow each other'],
    ['🐶 + + cat', 'Column 5: two signs'],
    ['"dog on beach', 'Column 1: the closing quotation mark is missing'],
    ['cat + "dog - x', 'Column 7: the closing quotation mark'],
    ['0:dog', 'Column 1: 0 is not a weight'],
    ['NaN:dog', 'Column 1: NaN is not a weight'],
    ['cat - Infinity:dog', 'Column 7: Infinity is not a weight'],
    ['1e999:dog', 'Column 1: 1e999 is not a weight'],
    ['photo:abcdefgh23 dog', 'Column 1: a photo or an address is a term of its own'],
    ['dog '.repeat(2_500), 'longer than 5000 characters'],
    ['x'.repeat(1_001), 'longer than 1000 characters'],
    ['a + '.repeat(30), 'Column'],
    [`a${' + a'.repeat(30)}`, 'more than 20 terms'],
  ])('%j: %s', (query, message) => {
    expect(problem(query)).toContain(message);
  });

  // Parts that have a meaning, so that meanings are combined.
  const atoms = fc.constantFrom(
    ...' ,  ,+,-,−,",“,”,"",2:,0.5:,-3:,1e9:,NaN:,:,photo:,photo:abcdefgh23,file:,./a.jpg,/a/b.png,~/x,http://x.y/z,dog,a,3,/,\\,\n,\u0000,\u0301,\ud800,🐶,é'.split(
      ',',
    ),
  );
  const queries = fc.oneof(
    fc.array(atoms, { maxLength: 25 }).map((parts) => parts.join('')),
    fc.array(atoms, { maxLength: 25 }).map((parts) => parts.join(' ')),
    fc.string({ unit: anyCharacter, maxLength: 60 }),
  );

  it('parses any input, or reports the wrong column', () => {
    fc.assert(
      fc.property(queries, fc.boolean(), (query, allowPictures) => {
        try {
          for (const { weight, value } of parseQuery(query, { allowPictures })) {
            expect(Math.abs(weight)).toBeGreaterThan(0);
            expect(value).not.toBe('');
          }
        } catch (error) {
          expect(error).toBeInstanceOf(PicsiftError);
          const column = /^Column (\d+): /.exec((error as PicsiftError).message)?.[1];
          if (column !== undefined) expect(Number(column)).toBeLessThanOrEqual(Array.from(query).length);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('is parsed the same after formatting', () => {
    fc.assert(
      fc.property(queries, (query) => {
        let parsed: Query;
        try {
          parsed = parseQuery(query, anywhere);
        } catch {
          return;
        }
        const spelled = formatQuery(parsed);
        // Words that would be read in another way are in quotation marks then.
        const unquoted = (terms: Query) => terms.map(({ quoted: _, ...term }) => term);
        expect(unquoted(parseQuery(spelled, anywhere))).toEqual(unquoted(parsed));
        for (const [index, { quoted }] of parseQuery(spelled, anywhere).entries()) {
          if (parsed[index]!.quoted) expect(quoted).toBe(true);
        }
        expect(formatQuery(parseQuery(spelled, anywhere))).toBe(spelled);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('formatQuery', () => {
  it.each([
    ['  dog   on beach', 'dog on beach'],
    ['+ "rock + roll"', '"rock + roll"'],
    ['"dog" - 0,50:people', '"dog" - 0.5:people'],
    ['-2:dog + 2:"3 cats"', '- 2:dog + 2:"3 cats"'],
    ['a sign "stop"', 'a sign "stop"'],
    ['"2:dog"', '"2:dog"'],
    ['file:./x.jpg + file:x', './x.jpg + file:x'],
    ['"./a + b.jpg"', '"./a + b.jpg"'],
  ])('%s is formatted as %s', (query, spelled) => {
    expect(formatQuery(parseQuery(query, anywhere))).toBe(spelled);
  });
});
