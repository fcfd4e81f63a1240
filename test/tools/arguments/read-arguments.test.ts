import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { PicsiftError } from '../../../src/base/errors.ts';
import { inputSchemaOf } from '../../../tools/arguments/published-schema.ts';
import { readArguments } from '../../../tools/arguments/read-arguments.ts';

const schema = z.object({
  text: z.string().max(20).optional(),
  choice: z.enum(['one', 'two']).optional(),
  number: z.int().min(1).max(5).optional(),
  amount: z.int().min(1).max(50).default(10),
  flag: z.boolean().default(false),
  texts: z.array(z.string().max(20)).max(3).optional(),
});
const published = inputSchemaOf(schema);
const read = (given: unknown) => readArguments(schema, published, given);

/** Texts that no language uses for nothing. */
const someText = fc
  .string({ minLength: 1, maxLength: 20 })
  .filter((text) => !/^\s*(?:null|none|undefined)?\s*$/i.test(text));
const plainText = someText.filter((text) => !/[[\],\n']/.test(text) && text.trim() === text);

const right = fc.record(
  {
    text: someText.filter((text) => !text.includes('[')),
    choice: fc.constantFrom('one', 'two'),
    number: fc.integer({ min: 1, max: 5 }),
    amount: fc.integer({ min: 1, max: 50 }),
    flag: fc.boolean(),
    texts: fc.array(plainText, { minLength: 1, maxLength: 3 }),
  },
  { requiredKeys: [] },
);

/** Other forms in which clients write the same values. */
const careless = (values: object, form: number): object =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      form & 1 ? name.toUpperCase() : name,
      Array.isArray(value)
        ? form & 2
          ? JSON.stringify(value)
          : value
        : typeof value === 'string'
          ? form & 4
            ? [value]
            : value
          : String(value),
    ]),
  );

describe('the arguments of a call', () => {
  it('stay what they are if they are right', () => {
    fc.assert(
      fc.property(right, (given) => {
        expect(read(given)).toEqual({ input: { amount: 10, flag: false, ...given }, notes: [] });
      }),
    );
  });

  it('are the same in other forms, and with fields that are empty', () => {
    fc.assert(
      fc.property(
        right,
        fc.nat(7),
        fc.constantFrom(null, '', ' ', 'null', 'None', 'undefined'),
        (given, form, nothing) => {
          const empty = Object.fromEntries(Object.keys(schema.shape).map((name) => [name, nothing]));
          const other = { ...empty, ...given };
          expect(read(other)).toEqual(read(given));
          expect(read(careless(given, form))).toEqual(read(given));
          expect(read({ args: other })).toEqual(read(given));
          expect(read({ args: JSON.stringify(other) })).toEqual(read(given));
        },
      ),
    );
  });

  it('are read, or refused in one line that names one of them, whatever they are', () => {
    const anything = fc.oneof(
      fc.anything(),
      fc.dictionary(fc.constantFrom(...Object.keys(schema.shape)), fc.anything()),
    );
    fc.assert(
      fc.property(anything, (given) => {
        try {
          const { input, notes } = read(given);
          expect(schema.parse(input)).toEqual(input);
          for (const note of notes) expect(note).toMatch(/^(?:Ignored, because this tool|amount is from 1 to 50)/);
        } catch (error) {
          if (!(error instanceof PicsiftError)) throw error;
          expect(error.message).toMatch(
            /^(?:text|choice|number|amount|flag|texts) must be [^\n]*, for example \{[^\n]*\}\.$/,
          );
        }
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    [{ amount: 0 }, { amount: 1 }, ['amount is from 1 to 50: 1 was taken.']],
    [{ amount: '1e3', q: 1 }, undefined, []],
    [
      { amount: 50.9, q: 1 },
      { amount: 50 },
      ['amount is from 1 to 50: 50 was taken.', 'Ignored, because this tool has no such argument: "q".'],
    ],
    [{ args: 'a text' }, {}, ['Ignored, because this tool has no such argument: "args".']],
    [{ __proto__: null, constructor: 1 }, {}, ['Ignored, because this tool has no such argument: "constructor".']],
  ])('%j', (given, expected, notes) => {
    if (expected === undefined) expect(() => read(given)).toThrow('amount must be a whole number');
    else expect(read(given)).toEqual({ input: { amount: 10, flag: false, ...expected }, notes });
  });
});
