import { describe, expect, test } from 'vitest';
import { errorReply, foundReply } from '../../bots/discord/replies.ts';
import { PicsiftError } from '../../src/errors.ts';

describe('replies', () => {
  test('repeat a query without its markup, mentions, links and unseen characters', () => {
    const reply = foundReply('**@everyone** <@123> [x](https://example.org) `y` \u202eevil', 3, 0, true);
    expect(reply).toBe(
      'The 3 photos that fit “\\*\\*\\@everyone\\*\\* \\<\\@123\\> \\[x\\]\\(https\\://example.org\\) ' +
        '\\`y\\` \\\\u{202e}evil” best.',
    );
  });

  test('stay short however long the query is', () => {
    expect(foundReply('*'.repeat(1_000), 1, 2, true).length).toBeLessThan(600);
  });

  test('say how many photos are missing', () => {
    expect(foundReply('dog', 1, 0, true)).toBe('The photo that fits “dog” best.');
    expect(foundReply('dog', 2, 1, true)).toBe('The 2 photos that fit “dog” best. 1 photo could not be prepared.');
    expect(foundReply('dog', 0, 2, true)).toContain('2 photos could not be prepared');
  });

  test('say so where nothing fits', () => {
    expect(foundReply('dog', 2, 0, false)).toBe('Nothing fits “dog” well. These are the nearest photos.');
  });

  test('tell an error by its code, never by its message', () => {
    const codes = ['bad-query', 'catalog-busy', 'model-missing', 'catalog-corrupt', 'worker-failed'] as const;
    for (const code of codes) {
      const reply = errorReply(new PicsiftError(code, 'Look into /home/ada/secret.'));
      expect(reply).toMatch(/^[A-Z].*\.$/);
      expect(reply).not.toContain('/');
    }
    expect(errorReply(new TypeError('/home/ada'))).not.toContain('/');
  });
});
