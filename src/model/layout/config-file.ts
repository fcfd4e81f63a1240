/** Reads a model's configuration files. What is wrong with one is said in a sentence with the file and the key. */

import { readFileSync } from 'node:fs';
import type { z } from 'zod';
import { messageOf, PicsiftError } from '../../base/errors.ts';
import { safeText } from '../../base/safe-text.ts';

/** @throws PicsiftError `model-broken`. */
export function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    // The message of JSON.parse quotes the file, which may come from anywhere.
    const reason = safeText(messageOf(error), 150);
    throw new PicsiftError('model-broken', `The model's file ${file} cannot be read: ${reason}`, { cause: error });
  }
}

/**
 * Parse the content of a configuration file.
 * @param file for the message.
 * @throws PicsiftError `model-unsupported` that names the first key that is missing or has an unknown value.
 */
export function parseConfig<T>(schema: z.ZodType<T>, content: unknown, file: string): T {
  try {
    return parsed(schema, content, file);
  } catch (error) {
    // The stack is too small for it.
    throw error instanceof RangeError ? unusable(file, 'it has too many levels') : error;
  }
}

function parsed<T>(schema: z.ZodType<T>, content: unknown, file: string): T {
  const { data, error } = schema.safeParse(content);
  if (error === undefined) return data;
  const path = error.issues[0]?.path ?? [];
  const value = path.reduce<unknown>((inside, key) => (inside as Record<PropertyKey, unknown>)?.[key], content);
  throw unusable(file, value === undefined && path.length > 0 ? `it has no "${path.join('.')}"` : known(path, value));
}

function known(path: readonly PropertyKey[], value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  const short = safeText(text, 60);
  return path.length === 0 ? `it holds ${short}` : `picsift does not know "${path.join('.')}": ${short}`;
}

/** Make the error for a configuration that picsift cannot follow. @param reason without a full stop. */
export function unusable(file: string, reason: string): PicsiftError {
  return new PicsiftError('model-unsupported', `The model's configuration ${file} cannot be used: ${reason}.`);
}
