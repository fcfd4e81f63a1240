/** Reads single lines of text. */

import { readFileSync } from 'node:fs';
import { PicsiftError } from '../../base/errors.ts';
import { readCharacters } from '../../model/onnx/metadata.ts';
import type { Rectangle } from '../detect/rectangle.ts';
import { openGraph } from '../graph.ts';
import type { Picture } from '../picture.ts';
import { cropLine, LINE_HEIGHT, type Turn } from './crop.ts';
import { decode, type Reading } from './ctc.ts';
import { inLogicalOrder } from './logical-order.ts';
import { tidied } from './tidy.ts';

/** The files of a recognition model. */
export interface RecogniserFiles {
  /** Takes [1, 3, 48, width] and returns [1, steps, characters]. */
  readonly graph: string;
  /**
   * A character on each line, in the order of the model's classes; without the blank and the space at its ends. Absent: the
   * graph lists them.
   */
  readonly characters?: string;
  /** See `decode`. */
  readonly leastSpace: number;
}

export interface TurnedReading extends Reading {
  readonly turn: Turn;
}

export interface Recogniser {
  /** Read the text in a rectangle in one direction. */
  read(picture: Picture, rectangle: Rectangle, turn: Turn): Promise<TurnedReading>;
  close(): Promise<void>;
}

/** @throws PicsiftError `model-broken`. */
export async function openRecogniser(files: RecogniserFiles, threads: number): Promise<Recogniser> {
  const listed = files.characters === undefined ? readCharacters(files.graph) : charactersIn(files.characters);
  const characters = ['', ...listed, ' '];
  const graph = await openGraph(files.graph, threads);
  return {
    read: async (picture, rectangle, turn) => {
      const { pixels, width } = cropLine(picture, rectangle, turn);
      const probabilities = await graph.run(pixels, LINE_HEIGHT, width);
      if (probabilities.length % characters.length !== 0) {
        throw new PicsiftError('model-broken', `The characters of ${files.graph} are not those that it gives.`);
      }
      const { text, confidence } = decode(probabilities, characters, files.leastSpace);
      return { text: tidied(inLogicalOrder(text)), confidence, turn };
    },
    close: () => graph.close(),
  };
}

function charactersIn(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split(/\r?\n/).filter(Boolean);
  } catch (error) {
    throw new PicsiftError('model-broken', `${file} cannot be read. Install picsift again.`, { cause: error });
  }
}
