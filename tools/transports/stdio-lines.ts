/** Stands between the client's lines and the SDK, which drops without an answer what it cannot read. */

import { Transform } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { readLine } from './as-meant.ts';

/**
 * Create a stream of messages as the SDK reads them, from the bytes of the client.
 * @param answer sends the answer to what is no message.
 */
export function readableLines(answer: (message: object) => void): Transform {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const lines = (rest + decoder.write(chunk)).split('\n');
      rest = lines.pop()!;
      for (const read of lines.flatMap(readLine)) {
        if ('answer' in read) answer(read.answer);
        else this.push(`${read.line}\n`);
      }
      done();
    },
  });
}
