/** What is wrong with a set-up, and how to repair it. */

export type ProblemCode =
  // The file
  | 'syntax-error'
  | 'wrong-shape'
  | 'wrong-key'
  | 'double-key'
  | 'no-entry'
  | 'no-host'
  | 'unreadable-file'
  // The entry, before anything is started
  | 'disabled'
  | 'unknown-variable'
  | 'tilde'
  | 'relative-path'
  | 'command-not-found'
  | 'not-executable'
  | 'windows-script'
  | 'script-not-found'
  | 'wrong-arguments'
  | 'address-unsupported'
  | 'folder-not-found'
  | 'no-folder'
  // The running server
  | 'prints-to-stdout'
  | 'exits'
  | 'node-too-old'
  | 'module-unusable'
  | 'no-answer'
  | 'tool-hangs'
  | 'not-picsift'
  | 'tool-fails'
  | 'no-photos'
  | 'nobody-listens'
  | 'token-refused'
  | 'not-mcp';

/** What to do. Safe to print. */
export interface Repair {
  /** Complete sentences; they end with a colon if a command follows. */
  readonly fix: string;
  /** What a person may paste into a shell. */
  readonly command?: string;
}

export interface Problem extends Repair {
  readonly code: ProblemCode;
  /** What was found, as complete sentences. Safe to print. */
  readonly found: string;
}
