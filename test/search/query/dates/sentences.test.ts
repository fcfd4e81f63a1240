/**
 * Sentences as people type them, with what is understood of them: sentences.tsv. To extend it, add a row. `dates` has the
 * label of each clue, with a question mark when it is not sure, or "-"; `rest` has the words that no clue explains.
 */

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { findDates } from '../../../../src/search/query/dates/find-dates.ts';

const [header, ...lines] = readFileSync(new URL('sentences.tsv', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n');
const columns = header!.split('\t');
const rows = lines
  .filter((line) => !line.startsWith('#'))
  .map((line): Row => {
    const cells = line.split('\t');
    const cell = (name: keyof Row) => cells[columns.indexOf(name)] ?? '';
    return { today: cell('today'), sentence: cell('sentence'), dates: cell('dates'), rest: cell('rest') };
  });

interface Row {
  readonly today: string;
  readonly sentence: string;
  readonly dates: string;
  readonly rest: string;
}

function understood(row: Row): Row {
  const { sentence, today } = row;
  const clues = findDates(sentence, { today: Number(today), hemisphere: 'north' });
  let rest = '';
  let at = 0;
  for (const { start, end } of clues) {
    rest += `${sentence.slice(at, start)} `;
    at = end;
  }
  return {
    ...row,
    dates: clues.map(({ label, isSure }) => (isSure ? label : `${label}?`)).join('; ') || '-',
    rest: `${rest}${sentence.slice(at)}`.replace(/\s+/g, ' ').trim(),
  };
}

describe('sentences.tsv', () => {
  it('has at least 300 sentences, each once for a day', () => {
    expect(rows.length).toBeGreaterThanOrEqual(300);
    expect(new Set(rows.map(({ today, sentence }) => `${today} ${sentence}`)).size).toBe(rows.length);
  });

  it('is read as it says', () => {
    expect(rows.map(understood)).toEqual(rows);
  });
});
