/** What `picsift mcp check` has found: the form of its JSON. */

import type { HostName } from '../hosts.ts';
import type { Problem, ProblemCode } from '../problem.ts';
import type { StepName } from './conversation.ts';

/** `file` and `entry` are read before anything is started; `output` is what the server prints besides messages. */
export type CheckedStep = 'file' | 'entry' | StepName | 'output';

export interface Finding {
  readonly step: CheckedStep;
  readonly level: 'ok' | 'note' | 'problem';
  readonly code: ProblemCode | null;
  readonly found: string;
  readonly fix: string | null;
  /** Repairs it, or shows how; to be pasted into a shell. */
  readonly command: string | null;
  /** How long the step took. */
  readonly seconds: number | null;
}

export interface ServerReport {
  /** As the file names it; null: a command line. */
  readonly name: string | null;
  /** Of the entry in the file, from 1; null: not known. */
  readonly line: number | null;
  /** The command or the address. */
  readonly starts: string;
  readonly works: boolean;
  readonly findings: readonly Finding[];
}

export interface FileReport {
  /** Null: a program that picsift does not know, or a command line. */
  readonly host: HostName | null;
  readonly title: string;
  readonly file: string | null;
  /** Of the file as a whole. */
  readonly findings: readonly Finding[];
  readonly servers: readonly ServerReport[];
  /** Servers of other programs: they were not started. */
  readonly passedOver: readonly string[];
  /** What to do in the program after a change. */
  readonly reload: string;
}

export function problemFinding(step: CheckedStep, { code, found, fix, command }: Problem): Finding {
  return { step, level: 'problem', code, found: upperFirst(found), fix, command: command ?? null, seconds: null };
}

function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export function hasProblem(findings: readonly Finding[]): boolean {
  return findings.some(({ level }) => level === 'problem');
}
