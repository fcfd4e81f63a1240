/** Writes keywords with ExifTool. Runs in the tagging child process; ExifTool ends together with that process. */

import { existsSync } from 'node:fs';
import { ExifTool, type WriteTags } from 'exiftool-vendored';
import { messageOf, PicsiftError } from '../base/errors.ts';
import type { KeywordChange } from './keyword.ts';
import { PERL_FOLDERS } from './perl.ts';

/** Formats for which other programs expect keywords in IPTC as well as in XMP. */
const IPTC_TYPES = ['JPEG', 'TIFF'];
/** Maximum length of a keyword: IPTC-IIM 4.2, dataset 2:25. Bytes. */
const IPTC_MAX_BYTES = 64;

export interface KeywordWriter {
  /**
   * Change the keywords in a photo or a sidecar, in place. Creates the sidecar if it does not exist.
   * @param known all keywords of the photo. A new list in the file starts with these, because other programs read only
   * one list and treat it as complete.
   * @throws PicsiftError `photo-unwritable` with the reason.
   */
  write(file: string, change: KeywordChange, known: readonly string[]): Promise<void>;
}

/** Create a writer. It starts one ExifTool process with the first file and uses it for all files. */
export function createKeywordWriter(): KeywordWriter {
  const exiftool = new ExifTool({
    maxProcs: 1,
    exiftoolEnv: { PATH: PERL_FOLDERS.join(':') },
    // `requirePerl` has found perl; the library's own check needs the PATH of this process.
    checkPerl: false,
    // Address each list by its own name: the combined tags of the Metadata Working Group do not create IPTC.
    useMWG: false,
  });

  async function write(file: string, change: KeywordChange, known: readonly string[]): Promise<void> {
    const current = existsSync(file)
      ? await exiftool.readRaw<Record<string, unknown>>(file, {
          readArgs: ['-G1', '-FileType', '-IPTC:all', '-XMP-dc:Subject'],
        })
      : {};
    const tags = { ...xmpTags(current, change, known), ...iptcTags(current, change, known) };
    const done = await exiftool.write(file, tags as WriteTags, { writeArgs: ['-overwrite_original'] });
    if (done.created + done.updated !== 1) throw new Error(done.warnings?.[0] ?? 'there is nothing to change in it');
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
 * Remove the file's path from a message of ExifTool: "Error: Not a valid PNG (looks more like a JPEG) - /the/file".
 * @internal
 */
export function reasonIn(message: string): string {
  return message
    .split('\n')[0]!
    .replace(/^(Error|Warning): /, '')
    .replace(/ - (?:[a-z]:)?[\\/].*$/i, '');
}

type Tags = Readonly<Record<string, unknown>>;

function xmpTags(current: Tags, change: KeywordChange, known: readonly string[]): Tags {
  return listTags('XMP-dc:Subject', current, change, known);
}

/**
 * List the IPTC tags to write. IPTC declares its character set in a tag. If older programs wrote IPTC in another
 * character set than UTF-8, only ASCII keywords are changed.
 */
function iptcTags(current: Tags, change: KeywordChange, known: readonly string[]): Tags {
  const hasIptc = Object.keys(current).some((name) => name.startsWith('IPTC:'));
  const isUnicode = !hasIptc || current['IPTC:CodedCharacterSet'] === 'UTF8';
  const fits = (keyword: string) =>
    Buffer.byteLength(keyword) <= IPTC_MAX_BYTES && (isUnicode || /^[\x20-\x7e]*$/.test(keyword));
  if (!IPTC_TYPES.includes(String(current['File:FileType'])) || !fits(change.keyword)) return {};
  const tags = listTags('IPTC:Keywords', current, change, known.filter(fits));
  return hasIptc || change.action === 'remove' ? tags : { ...tags, 'IPTC:CodedCharacterSet': 'UTF8' };
}

function listTags(list: string, current: Tags, { action, keyword }: KeywordChange, known: readonly string[]): Tags {
  const hasList = list in current;
  if (action === 'remove') return hasList ? { [`${list}-`]: [literal(keyword)] } : {};
  return hasList ? { [`${list}+`]: [literal(keyword)] } : { [list]: [...known, keyword].map(literal) };
}

/** The library lets ExifTool decode HTML entities (`-E`), but does not encode an ampersand. */
function literal(keyword: string): string {
  return keyword.replaceAll('&', '&amp;');
}
