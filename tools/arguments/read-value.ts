/**
 * Reads one argument as a careless client means it: the text "5" for a number, one text for a list, null or "" for what is
 * left out. Pure.
 */

import type { Schema } from './published-schema.ts';

/** A value in the form of the schema, or as it was given if that is not to be seen. */
export interface ReadValue {
  /** Undefined: left out. */
  readonly value: unknown;
  /** What was changed, and not only written in another form: completes the name of the argument. */
  readonly note?: string;
}

/** How languages write "nothing" when a model fills in a form. */
const NOTHING = /^(?:null|none|undefined)?$/i;
const TRUE = /^(?:true|yes|on|1)$/i;
const FALSE = /^(?:false|no|off|0)$/i;

/** Read the value of an argument. */
export function readValue(schema: Schema, given: unknown): ReadValue {
  if (isNothing(given)) return { value: undefined };
  switch (schema.type) {
    case 'string':
      return { value: readText(schema, only(given)) };
    case 'integer':
      return readWholeNumber(schema, only(given));
    case 'boolean':
      return { value: readBoolean(only(given)) };
    case 'array':
      return { value: readList(schema, given) };
    default:
      return { value: given };
  }
}

function isNothing(given: unknown): boolean {
  return given === null || given === undefined || (typeof given === 'string' && NOTHING.test(given.trim()));
}

/** The element of a list of one, also if the list is in a text. */
function only(given: unknown): unknown {
  const list = Array.isArray(given) ? given : listInText(given);
  return list?.length === 1 ? list[0] : given;
}

function readText({ enum: choices }: Schema, given: unknown): unknown {
  if (typeof given === 'number' || typeof given === 'boolean') return String(given);
  if (typeof given !== 'string' || choices === undefined) return given;
  const wanted = given.trim().toLowerCase();
  return choices.find((choice) => choice.toLowerCase() === wanted) ?? given;
}

/** An argument with a default says how much the answer has: then the nearest possible number will do. */
function readWholeNumber({ minimum = -Infinity, maximum = Infinity, ...schema }: Schema, given: unknown): ReadValue {
  const isInText = typeof given === 'string' && /^\s*[+-]?\d+(?:\.\d+)?\s*$/.test(given);
  const number = isInText ? Number(given) : given;
  if (typeof number !== 'number' || !Number.isFinite(number) || schema.default === undefined) return { value: number };
  const value = Math.min(maximum, Math.max(minimum, Math.floor(number)));
  return value === number ? { value } : { value, note: `is from ${minimum} to ${maximum}: ${value} was taken` };
}

function readBoolean(given: unknown): unknown {
  const text = String(given).trim();
  if (typeof given === 'object' || !(TRUE.test(text) || FALSE.test(text))) return given;
  return TRUE.test(text);
}

/** Read a list, one text for a list, or a text with commas. An empty list is left out. */
function readList({ items = {} }: Schema, given: unknown): unknown {
  const inText = () => listInText(given) ?? (given as string).split(/[,\n]/).map((part) => part.trim());
  const list = Array.isArray(given) ? given : typeof given === 'string' ? inText() : [given];
  const values = list.map((item) => readValue(items, item).value).filter((value) => value !== undefined);
  return values.length === 0 ? undefined : values;
}

/** Parse a list in JSON, or as Python prints one; undefined: the text has none. */
function listInText(given: unknown): unknown[] | undefined {
  if (typeof given !== 'string') return undefined;
  const list = parsed(given) ?? parsed(given.replaceAll("'", '"'));
  return Array.isArray(list) ? list : undefined;
}

/** Parse JSON; undefined if it is none. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
