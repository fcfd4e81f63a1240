/** Stands between the client's lines and the SDK, which drops without an answer what it cannot read. */

import { Transform } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { readLine, tooLong } from './as-meant.ts';

/** Where clients write the id of a message: near one of its ends. */
const END_CHARACTERS = 1_000;
/** Longer lines get an answer, but are not kept in memory. */
const MOST_CHARACTERS = 32 * 2 ** 20;
/** A character has at most three bytes in UTF-8 (four for two of them). The SDK closes the connection beyond its limit. */
export const MOST_BYTES = 4 * MOST_CHARACTERS;

/**
 * Create a stream of messages as the SDK reads them, from the bytes of the client.
 * @param answer sends the answer to what is no message.
 */
export function readableLines(answer: (message: object) => void, mostCharacters = MOST_CHARACTERS): Transform {
  const decoder = new StringDecoder('utf8');
  /** The line so far. Of one that is too long, its two ends. */
  let pieces: string[] = [];
  let characters = 0;

  function add(piece: string): void {
    const wasLong = characters > mostCharacters;
    characters += piece.length;
    if (characters <= mostCharacters) pieces.push(piece);
    else if (wasLong) pieces = [pieces[0]!, (pieces[1]! + piece).slice(-END_CHARACTERS)];
    else pieces = endsOf(pieces.join('') + piece);
  }

  function* finished() {
    if (characters > mostCharacters) yield tooLong(pieces.join(''));
    else yield* readLine(pieces.join(''));
    pieces = [];
    characters = 0;
  }

  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const [end = '', ...lines] = decoder.write(chunk).split('\n');
      add(end);
      for (const line of lines) {
        for (const read of finished()) {
          if ('answer' in read) answer(read.answer);
          else this.push(`${read.line}\n`);
        }
        add(line);
      }
      done();
    },
  });
}

/** Return the beginning and the end of a line that is longer than both. */
function endsOf(line: string): string[] {
  return [line.slice(0, END_CHARACTERS), line.slice(-END_CHARACTERS)];
}
