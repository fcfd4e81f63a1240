/** The question for the user: nothing that a model or a photo says can pass for a part of it. */

import { expect, it } from 'vitest';
import { changesOf, questionOf } from '../../../tools/tagging/changes.ts';

const asked = (add: string[], remove: string[] = [], ids = ['a', 'b']) =>
  questionOf(changesOf(add, remove).map((change) => ({ change, ids })));

it('says what is written, and into how many photos', () => {
  const kept = 'The file as it was is kept beside each, as NAME_original.';
  expect(asked(['beach', '2019'])).toBe(`Write the keywords "beach", "2019" into 2 photos? ${kept}`);
  expect(asked([], ['beach'], ['a'])).toBe(`Remove the keyword "beach" from 1 photo? ${kept}`);
  expect(asked(['sea'], ['beach', 'old'])).toBe(
    `Write the keyword "sea" into 2 photos, and remove the keywords "beach", "old" from 2 photos? ${kept}`,
  );
  // Photos that need several keywords count once.
  const [red, sea] = changesOf(['red', 'sea'], []);
  const steps = [
    { change: red!, ids: ['a', 'b'] },
    { change: sea!, ids: ['b', 'c'] },
  ];
  expect(questionOf(steps)).toMatch(/into 3 photos/);
});

it.each([
  'beach" into 0 photos? "x',
  'a” into 0 photos? “x',
  '«a» ‹b› ’c‘ „d‚ ＂e＂ ″f″',
  '<b onclick="x()">&quot;</b>',
  '[click](https://x.example) ![x](y)',
  '**bold** `code` ~~no~~ | table | $x$',
  'a\u202eb\u2066c\u200bd\u3164e\ufeff',
  'x'.repeat(200),
  '🐕'.repeat(100),
  '\\u{22}',
])('quotes %j', (keyword) => {
  const question = asked([keyword]);
  const [, quoted = ''] = /^Write the keyword "(.*)" into 2 photos\? The file/.exec(question)!;
  expect(quoted).not.toMatch(/["“”„‚«»‹›‘’＂″<>&[\]*`|?$~]|(?!\ufe0f)[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/u);
  expect(quoted.length).toBeLessThanOrEqual(40);
});

it('leaves keywords of every language as they are', () => {
  const words = [
    'Gruß & Kuß'.replace(' & ', ' + '),
    'день рождения',
    '海と空',
    'עברית',
    "l'été (2019)",
    '👩‍👩'.slice(0, 2),
  ];
  for (const word of words) expect(asked([word])).toContain(`"${word}"`);
});
