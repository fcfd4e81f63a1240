/** Finds the names of people in XMP: marked faces, and keywords below "People". Pure. */

import type { XmpValue } from '../blocks/xmp.ts';
import { words } from './texts.ts';

/** First levels of hierarchical keywords whose lower levels are people, in lower case. */
const PEOPLE_LEVELS = ['people', 'personen', 'personnes', 'personas', 'persone'];

/**
 * List the names of marked faces.
 * @param regions structure of the Metadata Working Group (a name and a type in each region), or of Microsoft (the name
 *   of a person in each region).
 */
export function facesIn(regions: XmpValue): string[] {
  return words(names(regions));
}

function names(value: XmpValue): string[] {
  if (typeof value === 'string') return [];
  if (!(value instanceof Map)) return (value as readonly XmpValue[]).flatMap(names);
  const type = value.get('mwg-rs:Type');
  // Pets, bar codes and focus points are marked in the same way.
  const isFace = type === undefined || type === 'Face';
  const own = [isFace ? value.get('mwg-rs:Name') : undefined, value.get('MPReg:PersonDisplayName')];
  return [...own.filter((name) => typeof name === 'string'), ...[...value.values()].flatMap(names)];
}

/** Return a function that lists the people among hierarchical keywords: "People|Anna" gives "Anna". */
export function peopleIn(separator: string): (paths: readonly string[]) => string[] {
  return (paths) =>
    words(
      paths.flatMap((path) => {
        const levels = path.split(separator, 20);
        return levels.length > 1 && PEOPLE_LEVELS.includes(levels[0]!.trim().toLowerCase()) ? levels.slice(-1) : [];
      }),
    );
}
