/** Reads JSON-RPC messages (https://www.jsonrpc.org/specification) as careless clients mean them. Pure. */

import { parsed } from '../arguments/read-value.ts';

type Json = Readonly<Record<string, unknown>>;

/** Leave out what a client gives as null, and parse arguments that it gives as a text. Anything else stays as it is. */
export function asMeant(message: unknown): unknown {
  if (!isObject(message)) return message;
  // The SDK drops an answer of another kind, and its question would wait in vain.
  if ('result' in message && !isObject(message.result)) return { ...message, result: {} };
  if (!('params' in message)) return message;
  const { params, ...rest } = message;
  if (!isObject(params)) return params === null || isEmptyList(params) ? rest : message;
  const given = Object.entries(params).filter(([, value]) => value !== null);
  return {
    ...rest,
    params: Object.fromEntries(given.map(([key, value]) => [key, key === 'arguments' ? opened(value) : value])),
  };
}

/** Arguments may be in a text. Languages that know only lists write [] for no arguments. */
function opened(value: unknown): unknown {
  if (isEmptyList(value) || value === '') return {};
  const inText = typeof value === 'string' ? parsed(value) : undefined;
  return isObject(inText) ? inText : value;
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A line with a message for the server, or the answer to what is none. */
export type Read = { readonly line: string } | { readonly answer: object };

const PARSE_ERROR = -32_700;
const INVALID_REQUEST = -32_600;

/**
 * Read a line of a client. A batch, which the protocol of 2025-03-26 allows, has several messages.
 * @returns nothing for an empty line.
 */
export function readLine(line: string): Read[] {
  if (line.trim() === '') return [];
  const content = parsed(line);
  if (content === undefined) {
    return [failure(idIn(line), PARSE_ERROR, 'This line is not JSON. Send one JSON-RPC message in each line.')];
  }
  if (isEmptyList(content)) return [failure(null, INVALID_REQUEST, 'The batch is empty.')];
  return Array.isArray(content) ? content.map(readMessage) : [readMessage(content)];
}

/** Make the answer to a line that is too long to be read. @param ends its beginning and its end: one has the id. */
export function tooLong(ends: string): Read {
  return failure(idIn(ends), INVALID_REQUEST, 'The message is too long.');
}

function readMessage(content: unknown): Read {
  if (!isObject(content)) return failure(null, INVALID_REQUEST, 'A message must be an object.');
  const { id, method } = content;
  const isNamed = typeof id === 'string' || Number.isSafeInteger(id);
  if ('id' in content && !isNamed) {
    return failure(null, INVALID_REQUEST, 'The id of a request must be a text or a whole number.');
  }
  if (typeof method !== 'string' && !('result' in content) && !('error' in content)) {
    return failure(isNamed ? id : null, INVALID_REQUEST, 'The message has no method.');
  }
  try {
    return { line: JSON.stringify(asMeant({ ...content, jsonrpc: '2.0' })) };
  } catch {
    // The SDK and the tools would run out of stack too.
    return failure(isNamed ? id : null, INVALID_REQUEST, 'The message is nested too deeply.');
  }
}

/** Find the id in a line that is not JSON, so that the client does not wait for its answer. */
function idIn(line: string): string | number | null {
  const ids = Array.from(line.matchAll(/"id"\s*:\s*(\d{1,15}|"[^"\\]{1,100}")/g), ([, id]) => id!);
  return ids.length === 1 ? (JSON.parse(ids[0]!) as string | number) : null;
}

function failure(id: unknown, code: number, message: string): Read {
  return { answer: { jsonrpc: '2.0', id, error: { code, message } } };
}
