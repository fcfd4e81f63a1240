/** Decides which tokenizers get a table, without loading one. */

import { statSync } from 'node:fs';

/** Smaller ones are parsed as fast. Bytes. */
const WORTH_A_TABLE = 500_000;

export function isWorthTable(tokenizerFile: string): boolean {
  return statSync(tokenizerFile).size >= WORTH_A_TABLE;
}
