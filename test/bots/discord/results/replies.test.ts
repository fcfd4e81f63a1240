import { describe, expect, test } from 'vitest';
import { errorReply } from '../../../../bots/discord/results/error-replies.ts';
import { foundReply, indexingReply, skippedReply, understoodReply } from '../../../../bots/discord/results/replies.ts';
import { PicsiftError } from '../../../../src/base/errors.ts';

const found = { shown: 3, before: 0, fits: true };

describe('replies', () => {
  test('repeat a query without its markup, mentions, links and invisible characters', () => {
    const reply = foundReply({ words: '**@everyone** <@123> [x](https://example.org) `y` \u202eevil' }, found);
    expect(reply).toBe(
      'The 3 photos that fit “\\*\\*\\@everyone\\*\\* \\<\\@123\\> \\[x\\]\\(https\\://example.org\\) ' +
        '\\`y\\` \\\\u{202e}evil” best.',
    );
  });

  test('stay short even when the query is long', () => {
    expect(foundReply({ words: '*'.repeat(1_000) }, found).length).toBeLessThan(600);
  });

  test('say what was understood on a short line without markup, and nothing about queries that only describe', () => {
    const clue = {
      kind: 'person',
      words: 'x',
      label: '**@Ida**\n',
      isSure: true,
      isNegated: false,
      photos: 1,
    } as const;
    const [line] = understoodReply({ clues: [clue], looksLike: '[a](b)' });
    expect(line).toContain('with \\*\\*\\@Ida\\*\\*\\\\u{a} (“x”); showing “\\[a\\]\\(b\\)”.');
    const long = { ...clue, words: '*'.repeat(200), label: '_'.repeat(200) };
    const [longest] = understoodReply({ clues: Array(50).fill(long), looksLike: '*'.repeat(1_000) });
    expect(longest!.length).toBeLessThan(900);
    expect(longest).not.toContain('\n');
    expect(understoodReply({ clues: [], looksLike: 'red car' })).toEqual([]);
  });

  test('show the photos, and how well they match', () => {
    const dog = { words: 'dog' };
    expect(foundReply(dog, { ...found, shown: 1 })).toBe('The photo that fits “dog” best.');
    expect(foundReply(dog, { ...found, shown: 2 })).toBe('The 2 photos that fit “dog” best.');
    expect(foundReply(dog, { ...found, fits: false })).toBe('Nothing fits “dog” well. These are the nearest photos.');
    expect(foundReply(dog, { ...found, before: 3 })).toBe('3 more photos for “dog”.');
    expect(foundReply(dog, { ...found, shown: 0 })).toMatch(/^Something fits “dog”, but cannot be shown/);
    expect(foundReply({ like: 'picture' }, found)).toBe('The 3 photos most like that picture.');
    expect(foundReply({ like: 'photo' }, { ...found, fits: false })).toMatch(/^Nothing is much like that photo/);
  });

  test('name each photo that is left out, and the progress of the index', () => {
    expect(skippedReply(2, 'photo-too-large')).toMatch(/^Photo 2 .* small enough/);
    expect(skippedReply(1, 'photo-unreadable')).toMatch(/^Photo 1 .* gone/);
    expect(indexingReply({ done: 1, total: 1 })).toContain('(99 %)');
  });

  test('describe an error by its code, never by its message', () => {
    const codes = ['catalog-busy', 'model-missing', 'catalog-corrupt', 'worker-failed'] as const;
    for (const code of codes) {
      const reply = errorReply(new PicsiftError(code, 'Look into /home/ada/secret.'));
      expect(reply).toMatch(/^[A-Z].*\.$/);
      expect(reply).not.toContain('/');
    }
    expect(errorReply(new TypeError('/home/ada'))).not.toContain('/');
    // The person's own input is shown, as text.
    expect(errorReply(new PicsiftError('bad-query', 'Column 5: *nothing* follows.'))).toMatch(
      /^Column 5\\: \\\*nothing/,
    );
  });
});
