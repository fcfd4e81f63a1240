/** The library and the queries of `npm run bench -- meant`, as the JSON files beside this one describe them. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../../src/base/paths.ts';

/** The day on which the queries are asked, a Thursday. */
export const TODAY = '2026-05-14';

/** The class whose right answer is that the library has no such photo. */
export const NOTHING = 'nothing';

export interface Photo {
  /** Below the library's folder. */
  readonly path: string;
  /** What it shows: a file in the folder of `--photos`, or a key of drawings.json. One of the two is present. */
  readonly photo?: string;
  readonly drawing?: string;
  /** Saved again by another program, with poorer quality. */
  readonly copy?: 'resave';
  /**
   * Where its facts are. `embed`: in the file. `sidecar`: date, place and camera in the file, the rest in an XMP sidecar.
   * `sidecar-all`: all in the sidecar, except the camera. `takeout`: in Google Takeout's JSON. `bare`: nowhere.
   */
  readonly store: 'embed' | 'sidecar' | 'sidecar-all' | 'takeout' | 'bare';
  /** Its own clock, without a zone. */
  readonly taken?: string;
  readonly offset?: string;
  /** Latitude and longitude, in degrees. */
  readonly gps?: readonly [number, number];
  readonly city?: string;
  readonly country?: string;
  /** Maker and model. */
  readonly camera?: readonly [string, string];
  readonly title?: string;
  readonly caption?: string;
  readonly keywords?: readonly string[];
  readonly rating?: number;
  readonly people?: readonly string[];
  /** Which programs write people so: MWG regions, Microsoft's regions, digiKam, Lightroom, IPTC Extension. */
  readonly form?: 'mwg' | 'mp' | 'digikam' | 'lr' | 'iptcext';
}

/** A picture with text. */
export interface Drawing {
  /** Width and height of the sheet, in pixels. */
  readonly size: readonly [number, number];
  readonly paper: string;
  readonly ink: string;
  readonly font: 'sans' | 'serif' | 'mono';
  readonly align: 'start' | 'middle';
  /** Each line with the size of its letters, in pixels. */
  readonly lines: readonly (readonly [text: string, size: number])[];
  /** A file in the folder of `--photos` that is seen behind the sheet. */
  readonly on?: string;
  /** How crooked the sheet is, in degrees. */
  readonly tilt?: number;
  readonly skew?: number;
  /** Clockwise turn of the whole picture. */
  readonly turn?: 90 | 180 | 270;
  /** Sigma, in pixels. */
  readonly blur?: number;
}

export interface Query {
  readonly id: string;
  readonly class: string;
  readonly query: string;
  /** The path of each right photo. */
  readonly right: readonly string[];
}

export const libraryPhotos = () => read<Photo[]>('library.json');

export const drawings = () => read<Record<string, Drawing>>('drawings.json');

/** Outlines of the characters that few machines have a font for: width, and an SVG path with 1,000 units to the em. */
export const glyphs = () => read<Record<string, readonly [number, string]>>('glyphs.json');

export const queries = () => read<Query[]>('queries.json');

function read<T>(name: string): T {
  return JSON.parse(readFileSync(join(packageRoot(), 'test', 'bench', 'meant', name), 'utf8')) as T;
}
