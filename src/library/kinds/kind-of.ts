/**
 * Decides what a picture is: a screenshot, a document, a drawing or a photo. Pure. Nothing here looks at the pixels:
 * names, sizes, metadata and the amount of text are evidence, not proof. A picture without such evidence counts as a photo.
 */

import { basename, dirname, extname, sep } from 'node:path';
import { folded } from '../../base/fold.ts';
import { formatOf } from '../files/formats.ts';
import {
  DOCUMENT_WORDS,
  DRAWING_WORDS,
  type KindWords,
  type PhotoKind,
  PRINT_WORDS,
  RECEIPT_WORDS,
  SCAN_WORDS,
  SCREENSHOT_WORDS,
  TICKET_WORDS,
} from './kind-words.ts';
import { isScreenSize } from './screens.ts';

export interface KindFacts {
  readonly path: string;
  /** Pixels; 0: not known. */
  readonly width: number;
  readonly height: number;
  /** Size of the file, in bytes. */
  readonly size: number;
  readonly camera: string | null;
  readonly lens: string | null;
  /** Undefined: the text of the picture was not read. */
  readonly text?: TextDensity | undefined;
}

/** How much text a picture has. */
export interface TextDensity {
  readonly lines: number;
  /** Of all lines together. */
  readonly characters: number;
  /** Share of the picture that the lines cover: 0 to 1. */
  readonly share: number;
}

/** Increase it when other pictures get a kind: stored kinds are then computed again. */
export const KINDS_VERSION = 2;

/**
 * A page, not a scene with signs. In a library of 366 pictures no scene reached all three: a shelf of a shop has 19 lines,
 * but a share of 0.02; signposts have 8 lines and a share of 0.08, a street sign 23 characters.
 */
const PAGE: TextDensity = { lines: 8, characters: 60, share: 0.1 };
/** A scan with fewer lines is that of a photo. */
const SCANNED_LINES = 3;

/** Folders further up say little about a photo. */
const FOLDERS = 3;

/** 120 photos as PNG had 4 bits for each pixel or more, also with 256 colours; pictures of a few flat colours have less than 2. */
const FLAT_BITS_PER_PIXEL = 2;

/** Scanners in the field of the camera. Film scanners ("COOLSCAN", "OpticFilm", "DiMAGE Scan") are not among them. */
const SCANNER = new RegExp(
  '\\b(?:(?<!dimage )scan(?:ner|jet|snap)?|canoscan|cano ?scan|lide|perfection|workforce|expression|ecotank|officejet|laserjet|' +
    'deskjet|envy|mfc|dcp|ads|imageformula|imagerunner|pixma|workcentre|fi \\d{4}|bizhub|aficio|opticbook|opticslim)\\b',
);

/** Decide what a picture is. */
export function kindOf(facts: KindFacts): PhotoKind {
  const { path, text } = facts;
  const name = wordsIn(basename(path, extname(path)));
  const folders = wordsInFolders(dirname(path));
  const isScanner = facts.camera !== null && SCANNER.test(folded(facts.camera));
  const hasCamera = !isScanner && (facts.camera !== null || facts.lens !== null);

  // No camera gives such a name. Some phones enter themselves as the camera of a screenshot.
  if (name.screenshot) return 'screenshot';
  if (!hasCamera && (folders.screenshot || isScreenCopy(facts))) return 'screenshot';
  // People photograph receipts, and keep them in folders of their own.
  if (name.receipt || folders.receipt || isPage(text)) return 'document';
  if (hasCamera) return 'photo';
  if (name.drawing || folders.drawing) return 'drawing';
  // A folder "Documents" holds anything.
  if (name.document) return 'document';
  if (isScanner || name.scan || folders.scan) return mayBePaper(text) ? 'document' : 'photo';
  return isFlat(facts) ? 'drawing' : 'photo';
}

interface WordsFound {
  readonly screenshot: boolean;
  readonly receipt: boolean;
  readonly scan: boolean;
  readonly document: boolean;
  readonly drawing: boolean;
}

const NO_WORDS: WordsFound = { screenshot: false, receipt: false, scan: false, document: false, drawing: false };

/** The photos of a folder usually follow one another. */
let latest = { folder: '', words: NO_WORDS };

function wordsInFolders(folder: string): WordsFound {
  if (latest.folder !== folder) {
    latest = { folder, words: wordsIn(...folder.split(sep).slice(-FOLDERS)) };
  }
  return latest.words;
}

const mayHaveWords = (name: string) => /[a-z]{4}|[^ -~]/i.test(name);

function wordsIn(...names: readonly string[]): WordsFound {
  // Fast path for the names that cameras give: IMG_1234, DSC01234.
  if (!names.some(mayHaveWords)) return NO_WORDS;
  const texts = names.filter(mayHaveWords).map(folded);
  const isIn = (text: string, words: KindWords) => text.search(words(text)) !== -1;
  const has = (words: KindWords) => texts.some((text) => isIn(text, words));
  return {
    screenshot: has(SCREENSHOT_WORDS),
    receipt: has(RECEIPT_WORDS),
    scan: texts.some((text) => isIn(text, SCAN_WORDS) && !isIn(text, PRINT_WORDS)),
    document: has(DOCUMENT_WORDS) || has(TICKET_WORDS),
    drawing: has(DRAWING_WORDS),
  };
}

/** Phones and computers store screenshots as PNG, iPhones also as HEIC. Without a camera, few others have such a size. */
function isScreenCopy({ path, width, height }: KindFacts): boolean {
  const format = formatOf(path);
  return (format === 'png' || format === 'heic') && isScreenSize(width, height);
}

function isPage(text: TextDensity | undefined): boolean {
  if (text === undefined) return false;
  return text.lines >= PAGE.lines && text.characters >= PAGE.characters && text.share >= PAGE.share;
}

/** A scan is taken for a paper until its text was read. */
function mayBePaper(text: TextDensity | undefined): boolean {
  return text === undefined || text.lines >= SCANNED_LINES;
}

function isFlat({ path, width, height, size }: KindFacts): boolean {
  return size * 8 < width * height * FLAT_BITS_PER_PIXEL && formatOf(path) === 'png';
}
