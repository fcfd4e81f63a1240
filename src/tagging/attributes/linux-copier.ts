/** Copies files with all their attributes on Linux. A perl process, started with the first file, serves all of them: it costs no time for each. */

import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { promises as fs } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { rawPath } from '../../library/files/raw-path.ts';
import { perlPath } from '../perl.ts';
import { type FileCopier, notKept, requireSameOwner, writeContent } from './file-copier.ts';
import { LINUX_SCRIPT } from './linux-script.ts';

/** Create copier with perl. Requests must wait for each other. */
export function linuxCopier(): FileCopier {
  const perl = perlPath();
  let helper: Helper | undefined;

  /** @returns the reason that the script gives; undefined if it has done what it should. */
  async function ask(verb: 'check' | 'copy', ...files: readonly string[]): Promise<string | undefined> {
    helper ??= startHelper(perl!);
    const words = files.map((file) => Buffer.from(rawPath(file)).toString('hex'));
    helper.process.stdin.write(`${[verb, ...words].join(' ')}\n`);
    const answer = await helper.answers.next();
    if (answer.done) return 'its attributes cannot be read: perl has ended';
    return answer.value === 'ok' ? undefined : answer.value.replace(/^no /, '');
  }

  return {
    // A plan needs no perl. Writing does, so every file is checked before it is written.
    refusal: async (file) => (perl === undefined ? undefined : ask('check', file)),
    async copyAs(source, copy, like) {
      const { uid, gid, mode } = await fs.lstat(rawPath(like));
      await writeContent(source, copy, 'wx');
      await fs.chown(rawPath(copy), uid, gid).catch(() => {});
      // Nobody else can open the copy before it has the right access control list.
      const reason = await ask('copy', like, copy);
      if (reason !== undefined) throw notKept(reason);
      await fs.chmod(rawPath(copy), mode & 0o7777).catch(() => {});
      await requireSameOwner(copy, like);
    },
    close: () => helper?.process.stdin.end(),
  };
}

interface Helper {
  readonly process: ChildProcessByStdio<Writable, Readable, null>;
  readonly answers: AsyncIterator<string, undefined>;
}

function startHelper(perl: string): Helper {
  // In a process group of its own it does not receive Ctrl-C. It ends when its input does, so with this process.
  const child = spawn(perl, ['-e', LINUX_SCRIPT], {
    detached: true,
    env: {},
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  // A helper that cannot start or ends early gives no answer, which `ask` reports.
  child.on('error', () => {});
  child.stdin.on('error', () => {});
  return { process: child, answers: createInterface({ input: child.stdout })[Symbol.asyncIterator]() };
}
