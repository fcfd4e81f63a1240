/** Says why a photo is among the results: which clues it meets, and where it has the words of the query. */

import { basename } from 'node:path';
import type { DescribedPhoto } from '../../catalog/metadata/described-photo.ts';
import { type PersonalFact, photosPlaced, textsWithWords } from '../../catalog/metadata/words.ts';
import type { Catalog } from '../../catalog/open.ts';
import { placeWords } from '../../library/places/nearest-city.ts';
import { knownPath } from '../filters/named-photos.ts';
import { FULL, type Met } from './evidence.ts';

/** Where the reason was found. `kind`: the kind of picture, such as a screenshot. */
type ReasonKind = 'date' | 'place' | 'person' | 'kind' | 'text' | 'caption' | 'keyword' | 'name' | 'folder' | 'camera';

export interface Reason {
  readonly by: ReasonKind;
  /** What was found: "2018-12", "Anna"; words as typed, also those of a clue that only a name has. */
  readonly what: string;
}

/** Where a word may be, the most telling first. A photo has it where it is first found. */
const FIELDS = ['person', 'caption', 'keyword', 'place', 'name', 'folder', 'camera'] as const;

/** What these fields say is known only to those who may know the fact. Keywords may be names of people. */
const PERSONAL: Partial<Record<(typeof FIELDS)[number], PersonalFact>> = {
  person: 'people',
  keyword: 'people',
  caption: 'title',
};

interface Caller {
  /** Folders that the caller may search. Names of folders above them are no reasons. */
  readonly folders: readonly string[];
  /** Facts that the caller must not learn. */
  readonly hidden?: readonly PersonalFact[] | undefined;
}

interface Shown {
  readonly photo: DescribedPhoto;
  /** What the photo has. */
  readonly met: readonly Met[];
}

/** Give the reasons for photos, in their order. */
export function reasonsFor(catalog: Catalog, shown: readonly Shown[], { folders, hidden = [] }: Caller): Reason[][] {
  const words = [
    ...new Set(shown.flatMap(({ met }) => met.filter(isInTexts).flatMap(({ evidence }) => evidence.found))),
  ];
  const placed = new Set(words.flatMap((word) => photosPlaced(catalog, word)));
  const texts = shown.flatMap(({ photo, met }) =>
    met.some(isInTexts) ? Object.values(textsOf(photo, folders, placed.has(photo.id))) : FIELDS.map(() => ''),
  );
  const texted = textsWithWords(catalog, texts, words);
  return shown.map(({ met }, index) => {
    const has = (word: string, field: number) => texted.get(word)?.has(index * FIELDS.length + field) ?? false;
    const isKnown = (field: (typeof FIELDS)[number]) => !hidden.some((fact) => PERSONAL[field] === fact);
    return met.map((each): Reason => {
      const { kind, label, found } = each.evidence;
      if (kind !== 'words' && !isInTexts(each)) return { by: kind, what: label };
      const field = FIELDS.findIndex((name, number) => isKnown(name) && found.some((word) => has(word, number)));
      return { by: field === -1 ? 'text' : FIELDS[field]!, what: kind === 'words' ? label : found.join(' ') };
    });
  });
}

/** Decide whether the texts of the photo say why it has this. Otherwise it meets the clue itself. */
function isInTexts({ evidence, strength }: Met): boolean {
  return evidence.kind === 'words' || strength !== FULL;
}

/** @param isPlaced names the place too. The first one in a process takes a hundred milliseconds. */
function textsOf(
  photo: DescribedPhoto,
  folders: readonly string[],
  isPlaced: boolean,
): Record<(typeof FIELDS)[number], string> {
  const { people, title, description, keywords, placeName, latitude, longitude, path, camera } = photo;
  return {
    person: people.join('\n'),
    caption: [title, description].join('\n'),
    keyword: keywords.join('\n'),
    place: [placeName, isPlaced && latitude !== null && longitude !== null ? placeWords(latitude, longitude) : ''].join(
      '\n',
    ),
    name: basename(path),
    folder: knownPath(path.slice(0, -basename(path).length), folders),
    camera: camera ?? '',
  };
}
