/** How many characters a model must read, and write. Pure. */

import type { Answer } from './play.ts';

/**
 * Most tokenizers make about one token of four characters of English. Names of files, ids and JSON take more: this
 * compares, and does not count.
 */
const CHARACTERS_IN_TOKEN = 4;

export const tokens = (characters: number) => Math.ceil(characters / CHARACTERS_IN_TOKEN);

/** Characters of an answer. A client gives its model the text, or the data, or both. */
export interface AnswerSizes {
  readonly text: number;
  readonly data: number;
  /** In base64, as they are sent. Models count the pixels of pictures instead. */
  readonly pictures: number;
}

export function answerSizes({ text, data, pictures }: Answer): AnswerSizes {
  const base64 = pictures.reduce((sum, { length }) => sum + Math.ceil(length / 3) * 4, 0);
  return { text: text.length, data: sizeOf(data), pictures: base64 };
}

/** Characters of a call, which the model writes. */
export function callSize(tool: string, given: object): number {
  return tool.length + sizeOf(given);
}

/** Characters of a part of the server that a model reads before it does anything. */
export interface DefinitionSizes {
  readonly description: number;
  readonly input: number;
  /** Most clients keep it from the model. */
  readonly output: number;
}

interface Definition {
  readonly description?: string | undefined;
  readonly inputSchema?: object | undefined;
  readonly outputSchema?: object | undefined;
}

export function definitionSizes({ description = '', inputSchema, outputSchema }: Definition): DefinitionSizes {
  return { description: description.length, input: sizeOf(inputSchema), output: sizeOf(outputSchema) };
}

/** Characters as JSON. */
export function sizeOf(value: unknown): number {
  return value === undefined ? 0 : JSON.stringify(value).length;
}
