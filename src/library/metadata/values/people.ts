/** Finds the names of people in XMP: marked faces, and keywords below "People". Pure. */

import type { XmpValue } from '../blocks/xmp.ts';
import { MAX_WORDS, words } from './texts.ts';

/** First levels of hierarchical keywords whose lower levels are people, in lower case. Programs translate "People". */
const PEOPLE_LEVELS = new Set(
  `people persons who faces personen menschen leute wer gesichter personnes gens visages personas gente persone pessoas
   mensen personer folk ludzie osoby lidé emberek люди 人物 人々 사람 인물`.split(/\s+/),
);

/**
 * List the names of marked faces.
 * @param regions structure of the Metadata Working Group or of ACDSee (a name and a type in each region), of Microsoft
 *   or of IPTC (the name of a person in each entry).
 */
export function facesIn(regions: XmpValue): string[] {
  return words(names(regions));
}

function names(value: XmpValue): string[] {
  if (typeof value === 'string') return [];
  if (!(value instanceof Map)) return (value as readonly XmpValue[]).flatMap(names);
  const own = [
    ...['mwg-rs', 'acdsee-rs'].map((prefix) =>
      isFace(value.get(`${prefix}:Type`)) ? value.get(`${prefix}:Name`) : '',
    ),
    value.get('MPReg:PersonDisplayName'),
    // In several languages: the first one.
    [value.get('Iptc4xmpExt:PersonName')].flat()[0],
  ];
  return [...own.filter((name) => typeof name === 'string'), ...[...value.values()].flatMap(names)];
}

/** Pets, bar codes and focus points are marked in the same way. */
function isFace(type: XmpValue = ''): boolean {
  return type === '' || (typeof type === 'string' && type.toLowerCase() === 'face');
}

/** "People|Family|Anna" gives "Anna", but "People|Family", which programs list as well, gives nothing. */
function isGroup(path: string, separator: string, paths: readonly string[]): boolean {
  return paths.some((other) => other.startsWith(path + separator));
}

/** Return a function that lists the people among hierarchical keywords: "People|Anna" gives "Anna". */
export function peopleIn(separator: string): (paths: readonly string[]) => string[] {
  return (all) => {
    const paths = all.slice(0, MAX_WORDS);
    return words(
      paths.flatMap((path) => {
        const levels = path.split(separator, 20);
        const isPerson = levels.length > 1 && PEOPLE_LEVELS.has(levels[0]!.trim().toLowerCase());
        return isPerson && !isGroup(path, separator, paths) ? levels.slice(-1) : [];
      }),
    );
  };
}
