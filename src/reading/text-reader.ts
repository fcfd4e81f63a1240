/** Reads the text in a picture: pixels to lines. Runs in child processes only, as every decoder does. */

import type { ReadingModel } from '../model/reading/installed.ts';
import { detectText } from './detect/detector.ts';
import { boundsOf, type Rectangle } from './detect/rectangle.ts';
import { type Graph, openGraph } from './graph.ts';
import { readerFiles } from './models.ts';
import type { Picture } from './picture.ts';
import { inReadingOrder } from './reading-order.ts';
import { bestReading } from './recognise/best-reading.ts';
import { withoutPatterns } from './recognise/patterns.ts';
import { openRecogniser, type Recogniser, type TurnedReading } from './recognise/recogniser.ts';

export interface TextLine {
  readonly text: string;
  /** 0..1: mean of the characters. */
  readonly confidence: number;
  /** Left, top, width, height as shares (0..1) of the upright picture. */
  readonly box: readonly [x: number, y: number, width: number, height: number];
}

/** A region that has these shares of the width and of the height fills the picture. */
const FILLING = 0.75;
/** How many times as long as it is thick a line that fills a picture is at least. */
const SLENDER = 2;

/** Of more lines than a screenshot as tall as 20 screens has, the largest are read. A line takes some 60 ms. */
const MOST_LINES = 500;

export interface TextReaderOptions {
  /** Threads that a model may use. More of them only help when nothing else runs. */
  readonly threads?: number;
  /** Installed models: they replace the built-in one, or add scripts. */
  readonly models?: readonly ReadingModel[];
}

export interface TextReader {
  /**
   * Look quickly whether a picture may have text. Most photos have none, and need no `read`.
   * @param picture in the size of `firstLookSize`.
   * @throws PicsiftError `model-broken`.
   */
  hasText(picture: Picture): Promise<boolean>;
  /**
   * Read the lines of text, in reading order.
   * @param picture in the size of `readingSize`.
   * @throws PicsiftError `model-broken`.
   */
  read(picture: Picture): Promise<TextLine[]>;
  /** Free the models' memory. */
  close(): Promise<void>;
}

/** Return a reader. It loads each of its models when it first needs it. */
export function createTextReader({ threads = 1, models = [] }: TextReaderOptions = {}): TextReader {
  const files = readerFiles(models);
  const detector = once<Graph>(() => openGraph(files.detection, threads));
  const recognisers = files.recognisers.map((each) => once<Recogniser>(() => openRecogniser(each, threads)));
  return {
    hasText: async (picture) => (await detectText(await detector.get(), picture)).length > 0,
    read: async (picture) => {
      const regions = linesAmong(await detectText(await detector.get(), picture), picture);
      const votes = [0, 0, 0, 0];
      const lines: (TurnedReading & { rectangle: Rectangle })[] = [];
      for (const rectangle of regions) {
        const reading = await bestReading(
          recognisers.map(({ get }) => get),
          picture,
          rectangle,
          votes,
        );
        votes[reading.turn]! += reading.confidence * reading.text.length;
        lines.push({ ...reading, rectangle });
      }
      return inReadingOrder(withoutPatterns(lines)).map(({ text, confidence, rectangle }) => ({
        text,
        confidence,
        box: boxOf(rectangle, picture),
      }));
    },
    close: async () => {
      for (const part of [detector, ...recognisers]) await part.close();
    },
  };
}

/** Open something when it is first needed. */
function once<T extends { close(): Promise<void> }>(open: () => Promise<T>) {
  let opened: Promise<T> | undefined;
  return {
    get: () => {
      opened ??= open();
      return opened;
    },
    close: async () => {
      const part = await opened?.catch(() => undefined);
      await part?.close();
    },
  };
}

/**
 * Return the regions that may be lines, the most slender first: they say most surely in which direction text runs. The
 * detection also takes a plain picture or one large thing for text, but a line that fills a picture is slender.
 */
function linesAmong(regions: readonly Rectangle[], picture: Picture): Rectangle[] {
  return regions
    .filter(({ width, height }) => {
      const fills = width >= FILLING * picture.width && height >= FILLING * picture.height;
      return !fills || slenderness({ width, height }) >= SLENDER;
    })
    .toSorted((a, b) => Math.min(b.width, b.height) - Math.min(a.width, a.height))
    .slice(0, MOST_LINES)
    .toSorted((a, b) => slenderness(b) - slenderness(a));
}

function slenderness({ width, height }: Pick<Rectangle, 'width' | 'height'>): number {
  return Math.max(width, height) / Math.min(width, height);
}

function boxOf(rectangle: Rectangle, { width, height }: Picture): TextLine['box'] {
  const share = (value: number, whole: number) => Math.max(0, Math.min(1, value / whole));
  const [left, top, right, bottom] = boundsOf(rectangle);
  const [x, y] = [share(left, width), share(top, height)];
  return [x, y, share(right, width) - x, share(bottom, height) - y];
}
