/** A terminal in which a shell runs a command, and a person who types into it: `script` of util-linux makes one. */

import { execFileSync, spawn } from 'node:child_process';
import { expect } from 'vitest';
import { eventually } from '../watching.ts';

export interface Terminal {
  /** The process id of the command. */
  readonly pid: number;
  /** What was written to the terminal since the command started. */
  written(): string;
  /** Type keys, such as "\x03" for Ctrl-C. */
  type(keys: string): void;
  /** Return the modes of the terminal, as `stty -g` does. */
  modes(): string;
  resize(columns: number): void;
  /** Wait until the command has ended or is stopped. @returns the modes of the terminal then. */
  shellIsBack(): Promise<string>;
  /** Continue a stopped command, as `fg` does. */
  foreground(): void;
  close(): void;
}

/** Run a command in a terminal of 80 columns, as a job of a shell. */
export async function runInTerminal(command: readonly string[], env: Record<string, string>): Promise<Terminal> {
  const job = `sh -c 'echo $$; exec "$@"' sh ${command.map(quote).join(' ')}`;
  const program = `set -m; stty cols 80; tty; ${job}; echo BACK; read key; fg; echo BACK; read key`;
  const script = spawn('script', ['-qec', program, '/dev/null'], {
    env: { TERM: 'xterm', SHELL: '/bin/sh', ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let text = '';
  script.stdout.setEncoding('utf8').on('data', (more: string) => {
    text += more;
  });
  const start = /(\/dev\/\S+)\r\n(\d+)\r\n/;
  await eventually(() => expect(text).toMatch(start));
  const [all, device, pid] = start.exec(text)!;
  const stty = (...args: string[]) => execFileSync('stty', ['-F', device!, ...args], { encoding: 'utf8' });
  return {
    pid: Number(pid),
    written: () => text.slice(text.indexOf(all) + all.length),
    type: (keys) => void script.stdin.write(keys),
    modes: () => stty('-g'),
    resize: (columns) => void stty('cols', String(columns)),
    async shellIsBack() {
      await eventually(() => expect(text).toMatch(/BACK\r\n$/));
      return stty('-g');
    },
    foreground: () => void script.stdin.write('\n'),
    close: () => void script.kill('SIGKILL'),
  };
}

function quote(argument: string): string {
  return `'${argument.replaceAll("'", "'\\''")}'`;
}
