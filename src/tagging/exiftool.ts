/** Writes keywords with ExifTool. Runs in the tagging child, which ends ExifTool when it ends itself. */

import { existsSync } from 'node:fs';
import { ExifTool, type WriteTags } from 'exiftool-vendored';
import { messageOf, PicsiftError } from '../base/errors.ts';
import type { KeywordChange } from './keyword.ts';
import { PERL_FOLDERS } from './perl.ts';

/** The formats whose programs expect IPTC beside XMP. */
const IPTC_TYPES = ['JPEG', 'TIFF'];
/** IPTC-IIM 4.2, dataset 2:25. Bytes. */
const IPTC_MAX_BYTES = 64;

export interface KeywordWriter {
  /**
   * Change the keywords in a photo or a sidecar, in place. A sidecar that is not there is made.
   * @param known what keywords the photo has: a list that is not in the file yet begins with these, since programs
   * look into one list and take it for the whole.
   * @throws PicsiftError `photo-unwritable` with the reason.
   */
  write(file: string, change: KeywordChange, known: readonly string[]): Promise<void>;
}

/** Costs nothing until the first file; one process then serves all of them. */
export function createKeywordWriter(): KeywordWriter {
  const exiftool = new ExifTool({
    maxProcs: 1,
    exiftoolEnv: { PATH: PERL_FOLDERS.join(':') },
    // Looked for by `requirePerl`; ExifTool's own search would want this process's PATH.
    checkPerl: false,
    // Each list by its own name: the combined tags of the Metadata Working Group leave IPTC out where there is none.
    useMWG: false,
  });

  async function write(file: string, change: KeywordChange, known: readonly string[]): Promise<void> {
    const there = existsSync(file)
      ? await exiftool.readRaw<Record<string, unknown>>(file, {
          readArgs: ['-G1', '-FileType', '-IPTC:all', '-XMP-dc:Subject'],
        })
      : {};
    const tags = { ...xmpTags(there, change, known), ...iptcTags(there, change, known) };
    const done = await exiftool.write(file, tags as WriteTags, { writeArgs: ['-overwrite_original'] });
    if (done.created + done.updated !== 1)
      throw new Error(done.warnings?.[0] ?? 'there is nothing to be changed in it');
  }

  return {
    async write(file, change, known) {
      try {
        await write(file, change, known);
      } catch (error) {
        throw new PicsiftError('photo-unwritable', reasonIn(messageOf(error)), { cause: error });
      }
    },
  };
}

/**
 * What is wrong, without the file: from "Error: Not a valid PNG (looks more like a JPEG) - /the/file".
 * @internal
 */
export function reasonIn(message: string): string {
  return message
    .split('\n')[0]!
    .replace(/^(Error|Warning): /, '')
    .replace(/ - (?:[a-z]:)?[\\/].*$/i, '');
}

type Tags = Readonly<Record<string, unknown>>;

function xmpTags(there: Tags, change: KeywordChange, known: readonly string[]): Tags {
  return listTags('XMP-dc:Subject', there, change, known);
}

/** IPTC says in a tag which characters it is written in; what older programs wrote without it is left as it is. */
function iptcTags(there: Tags, change: KeywordChange, known: readonly string[]): Tags {
  const isThere = Object.keys(there).some((name) => name.startsWith('IPTC:'));
  const isUnicode = !isThere || there['IPTC:CodedCharacterSet'] === 'UTF8';
  const fits = (keyword: string) =>
    Buffer.byteLength(keyword) <= IPTC_MAX_BYTES && (isUnicode || /^[\x20-\x7e]*$/.test(keyword));
  if (!IPTC_TYPES.includes(String(there['File:FileType'])) || !fits(change.keyword)) return {};
  const tags = listTags('IPTC:Keywords', there, change, known.filter(fits));
  return isThere || change.action === 'remove' ? tags : { ...tags, 'IPTC:CodedCharacterSet': 'UTF8' };
}

function listTags(list: string, there: Tags, { action, keyword }: KeywordChange, known: readonly string[]): Tags {
  const isThere = list in there;
  if (action === 'remove') return isThere ? { [`${list}-`]: [keyword] } : {};
  return isThere ? { [`${list}+`]: [keyword] } : { [list]: [...known, keyword] };
}
