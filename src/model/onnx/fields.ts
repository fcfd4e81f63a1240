/**
 * Reads the fields of a Protocol Buffers message straight from a file. Only tags and lengths are read, so a file with
 * gigabytes of weights is walked in milliseconds, and a field can be copied without being understood.
 * Source of the encoding: https://protobuf.dev/programming-guides/encoding
 */

import { readSync } from 'node:fs';
import { PbfReader } from 'pbf';

/** Wire types. */
export const VARINT = 0;
const FIXED64 = 1;
export const BYTES = 2;
const FIXED32 = 5;

/** One field of a message. Positions are offsets in the file. */
export interface Field {
  readonly number: number;
  readonly wireType: number;
  /** First byte of the tag. */
  readonly start: number;
  /** First byte of the content: after the tag, and after the length of a field of type BYTES. */
  readonly content: number;
  /** First byte after the field. */
  readonly end: number;
  /** Of a VARINT. Negative numbers stay negative. */
  readonly value: number;
}

export interface FieldReader {
  /** List the fields between two offsets. @throws Error if these bytes are not a message. */
  fields(start: number, end: number): Generator<Field>;
  bytes(start: number, end: number): Uint8Array;
  text(field: Field): string;
}

/** Large enough for dozens of nodes, small enough to be read once for each tensor. */
const WINDOW_BYTES = 8192;

/** Longest tag and length together. */
const MAX_HEAD_BYTES = 20;

/** @param file descriptor of the open file. @param size of the file, in bytes. */
export function createFieldReader(file: number, size: number): FieldReader {
  const window = Buffer.alloc(WINDOW_BYTES);
  const pbf = new PbfReader(window);
  let windowStart = 0;
  let windowEnd = 0;

  function see(start: number, end: number): void {
    if (start >= windowStart && Math.min(end, size) <= windowEnd) return;
    windowStart = start;
    windowEnd = start + readSync(file, window, 0, WINDOW_BYTES, start);
  }

  function bytes(start: number, end: number): Buffer {
    if (end - start <= WINDOW_BYTES) {
      see(start, end);
      return Buffer.from(window.subarray(start - windowStart, end - windowStart));
    }
    const content = Buffer.alloc(end - start);
    readFully(file, content, start);
    return content;
  }

  /** There are thousands: a copy of the bytes of each would take longer than all else. */
  function text({ content, end }: Field): string {
    if (end - content > WINDOW_BYTES) return bytes(content, end).toString();
    see(content, end);
    return window.toString('utf8', content - windowStart, end - windowStart);
  }

  function fieldAt(start: number, limit: number): Field {
    see(start, start + MAX_HEAD_BYTES);
    pbf.pos = start - windowStart;
    const tag = pbf.readVarint();
    const wireType = tag % 8;
    let value = 0;
    if (wireType === VARINT) value = pbf.readVarint(true);
    const length = wireType === BYTES ? pbf.readVarint() : wireType === FIXED64 ? 8 : wireType === FIXED32 ? 4 : 0;
    const content = windowStart + pbf.pos;
    const end = content + length;
    const isKnown = wireType === VARINT || wireType === BYTES || wireType === FIXED64 || wireType === FIXED32;
    if (!isKnown || tag < 8 || end > limit || content > windowEnd) throw new Error('This is not a valid ONNX file.');
    return { number: Math.floor(tag / 8), wireType, start, content, end, value };
  }

  return {
    *fields(start, end) {
      for (let position = start; position < end; ) {
        const field = fieldAt(position, end);
        yield field;
        position = field.end;
      }
    },
    bytes,
    text,
  };
}

/** Fill a buffer from a file. @throws Error if the file ends before. */
export function readFully(file: number, buffer: Uint8Array, position: number): void {
  for (let done = 0; done < buffer.length; ) {
    const count = readSync(file, buffer, done, buffer.length - done, position + done);
    if (count === 0) throw new Error('The file ended too early.');
    done += count;
  }
}
