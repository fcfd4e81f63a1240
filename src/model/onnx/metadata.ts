/** Reads what the makers of an ONNX file have noted in it. */

import { messageOf, PicsiftError } from '../../base/errors.ts';
import type { Field, FieldReader } from './fields.ts';
import { withOnnxFile } from './graph.ts';

/** Field numbers of `ModelProto` and `StringStringEntryProto`, see graph.ts. */
const METADATA = 14;
const ENTRY = { key: 1, value: 2 };

/** The note in which PP-OCR keeps its characters. */
const CHARACTERS = 'character';

/**
 * Read the characters that a model of PP-OCR can read, in the order of its classes.
 * @throws PicsiftError `model-broken`.
 */
export function readCharacters(file: string): string[] {
  let note: string | undefined;
  try {
    note = withOnnxFile(file, (reader, _file, size) => noteNamed(CHARACTERS, reader, size));
  } catch (error) {
    throw broken(file, messageOf(error), error);
  }
  if (note === undefined) throw broken(file, 'it does not list its characters');
  return note.split(/\r?\n/).filter(Boolean);
}

function noteNamed(name: string, reader: FieldReader, size: number): string | undefined {
  for (const field of reader.fields(0, size)) {
    if (field.number !== METADATA) continue;
    const parts = new Map<number, Field>();
    for (const part of reader.fields(field.content, field.end)) parts.set(part.number, part);
    const [key, value] = [parts.get(ENTRY.key), parts.get(ENTRY.value)];
    if (key !== undefined && value !== undefined && reader.text(key) === name) return reader.text(value);
  }
  return undefined;
}

function broken(file: string, problem: string, cause?: unknown): PicsiftError {
  const text = `The model file ${file} cannot be used (${problem}). Delete its folder and pull the model again.`;
  return new PicsiftError('model-broken', text, { cause });
}
