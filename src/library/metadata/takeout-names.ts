/**
 * Names of the JSON files that Google Takeout writes beside the photos of Google Photos. There is no official
 * description; these rules are those of real exports, as the importers of other programs know them:
 *
 * - `a.jpg.json` (`a.json` when the title has no ending), since 2024 `a.jpg.supplemental-metadata.json`. Before `.json` there are 46 characters at most; the rest
 *   is cut off: `a.jpg.supplemental-metad.json`, `a.jpg.suppl.json`, and of a long name `a-long-name-of-a-pho.json`.
 *   The suffix may be cut anywhere, because nothing else is called like that; a name only where it is too long.
 * - A second photo of the same name is `a(1).jpg`, and its file `a.jpg(1).json` or `a.jpg.supplemental-metadata(1).json`.
 * - An edited copy, `a-edited.jpg`, has no file of its own: that of `a.jpg` describes it.
 */

import { extname } from 'node:path';
import { stemOf } from '../files/formats.ts';

export function isTakeoutName(name: string): boolean {
  return extname(name).toLowerCase() === '.json';
}

const SUFFIX = '.supplemental-metadata';
const LONGEST = 46;

/** What Google Photos appends to an edited copy, in its languages. */
const EDITED =
  /-(?:edited|effects|smile|mix|bearbeitet|modifié|editado|editada|edytowane|modificato|bewerkt|redigerad|redigeret|redigert|muokattu|düzenlendi|編集済み|已编辑|已編輯|편집됨|изменено)$/i;

/** A name without its number: "a(1)" is "a" and "(1)". */
function numbered(text: string): { readonly text: string; readonly number: string } {
  const [, before, number] = /^(.*)(\(\d+\))$/s.exec(text) ?? [];
  return { text: before ?? text, number: number ?? '' };
}

/**
 * Make a function that finds the file that describes a photo, by the photo's name.
 * @param names of JSON files in the photo's folder.
 * @returns the name of the file; that of an exact name is preferred to one that was cut off.
 */
export function takeoutFinder(names: readonly string[]): (photo: string) => string | undefined {
  /** By number, then by what is before it. */
  const subjects = new Map<string, Map<string, string>>();
  for (const name of names) {
    const { text, number } = numbered(stemOf(name).normalize('NFC'));
    const same = subjects.get(number) ?? new Map<string, string>();
    subjects.set(number, same.set(text, name));
  }

  function find(stem: string, ending: string): string | undefined {
    const { text, number } = numbered(stem);
    const same = subjects.get(number);
    const whole = text + ending + SUFFIX;
    for (let length = whole.length; length > 0 && same !== undefined; length--) {
      const isAllowed =
        length >= whole.length - SUFFIX.length || length === text.length || length + number.length >= LONGEST;
      const found = isAllowed ? same.get(whole.slice(0, length)) : undefined;
      if (found !== undefined) return found;
    }
    return undefined;
  }

  return (photo) => {
    const [stem, ending] = [stemOf(photo).normalize('NFC'), extname(photo)];
    const { text, number } = numbered(stem);
    return find(stem, ending) ?? (EDITED.test(text) ? find(text.replace(EDITED, '') + number, ending) : undefined);
  };
}
