/** Puts translated words into an order that is usual in English. Pure. */

import type { Sort } from './dictionary.ts';

export interface Item {
  /** Empty for a word that English leaves out. */
  readonly english: string;
  readonly sort: Sort;
}

/**
 * - adjectives last: "gato negro" is "black cat".
 * - verb last: Japanese and Korean, where also prepositions follow their noun, and what describes a noun precedes it.
 * - links: Chinese, where a link (的) stands between a description and its noun.
 */
export type WordOrder = 'english' | 'adjectives last' | 'verb last' | 'links';

/** Join the words in English order. */
export function inOrder(items: readonly Item[], order: WordOrder): string {
  return textOf(arranged(items, order));
}

function arranged(items: readonly Item[], order: WordOrder): readonly Item[] {
  if (order === 'english') return items;
  if (order === 'adjectives last') return adjectivesFirst(items.filter(({ english }) => english !== ''));
  return describedFirst(groupsOf(items, order), order).flatMap(({ items: some }) => some);
}

/** Move adjectives, and "and" between two of them, before the noun that they follow. */
function adjectivesFirst(items: readonly Item[]): Item[] {
  const result: Item[] = [];
  for (let at = 0; at < items.length; ) {
    const noun = items[at]!;
    let end = at + 1;
    while (isAdjective(items[end]) || (end > at + 1 && items[end]?.english === 'and' && isAdjective(items[end + 1])))
      end++;
    const adjectives = noun.sort === 'thing' ? items.slice(at + 1, end) : [];
    result.push(...adjectives, noun);
    at += adjectives.length + 1;
  }
  return result;
}

const isAdjective = (item: Item | undefined) => item?.sort === 'quality';

interface Group {
  readonly sort: 'noun' | 'place' | 'action' | 'link';
  readonly items: readonly Item[];
}

/** Divide the words into nouns with their adjectives, nouns with a preposition, and verbs. */
function groupsOf(items: readonly Item[], order: WordOrder): Group[] {
  const groups: Group[] = [];
  const nounBefore = () => (groups.at(-1)?.sort === 'noun' ? groups.pop()!.items : []);
  for (const item of items) {
    if (item.sort === 'action') groups.push({ sort: 'action', items: [item] });
    else if (item.sort === 'small' && item.english === '') groups.push({ sort: 'link', items: [] });
    else if (item.sort === 'small' && item.english !== 'and') {
      const isBefore = order === 'links' && (groups.at(-1)?.sort ?? 'action') !== 'noun';
      groups.push({ sort: isBefore ? 'noun' : 'place', items: [item, ...(isBefore ? [] : nounBefore())] });
    } else groups.push({ sort: 'noun', items: [...nounBefore(), item] });
  }
  return groups;
}

/** Move a noun before the words that describe it, and a verb before its place and its object. */
function describedFirst(groups: readonly Group[], order: WordOrder, isClause = false): Group[] {
  const last = groups.at(-1);
  const others = groups.filter(({ sort }) => sort !== 'link');
  const before = others.slice(0, -1);
  const describing = order === 'verb last' ? before.slice(-1) : groups.at(-2)?.sort === 'link' ? before : [];
  if (last?.sort === 'noun' && describing.some(({ sort }) => sort === 'action' || sort === 'place'))
    return [last, ...describedFirst(before, order, true)];
  const at = others.findIndex(({ sort }) => sort === 'action');
  const isObject = order === 'verb last' && (at > 1 || isClause) && others[at - 1]?.sort === 'noun';
  if (at < 1 || (others[at - 1]!.sort !== 'place' && !isObject)) return others;
  return [...others.slice(0, at - 1), others[at]!, others[at - 1]!, ...others.slice(at + 1)];
}

/** What English stands on, and other languages in. */
const ON =
  /\bin (?=(?:[\w-]+ )?(?:beach|sofa|couch|bench|table|floor|stage|balcony|terrace|lawn|swing|playground|island|bicycle)\b)/g;

function textOf(items: readonly Item[]): string {
  const words = items.map(({ english }) => english).filter((english) => english !== '');
  return words.join(' ').replace(ON, 'on ');
}
