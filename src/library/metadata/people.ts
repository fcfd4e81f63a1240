/** Finds the names of people in XMP: marked faces, and keywords below "People". Pure. */

import { words } from './texts.ts';

/** First levels of hierarchical keywords whose lower levels are people, in lower case. */
const PEOPLE_LEVELS = ['people', 'personen', 'personnes', 'personas', 'persone'];

/**
 * List the names of marked faces.
 * @param regions structure of the Metadata Working Group (`mwg-rs:Regions`: Name and Type in each region) or of
 *   Microsoft (`MP:RegionInfo`: PersonDisplayName in each region).
 */
export function facesIn(regions: unknown): string[] {
  return words(names(regions));
}

function names(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap(names);
  const { Name, Type, PersonDisplayName } = value as Record<string, unknown>;
  // Pets, bar codes and focus points are marked in the same way.
  const isFace = Type === undefined || Type === 'Face';
  const own = [isFace ? Name : undefined, PersonDisplayName].filter((name) => typeof name === 'string');
  return [...own, ...Object.values(value).flatMap(names)];
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
