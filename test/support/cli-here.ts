/**
 * A command line that runs in this process, for tests of what a command does and prints. It is the real one, from its
 * arguments to its exit code. A process of its own takes ten times as long to load as to answer; test/docs.test.ts
 * starts one for every command.
 */

import { vi } from 'vitest';
import { runCommandLine } from '../../src/cli/command-line.ts';
import { type CliOptions, type CliResult, cliEnvironment } from './cli.ts';
import { temporaryFolder } from './photos/drawings.ts';

/** One after the other: the streams, the environment and the current folder belong to the whole process. */
export async function runHere(args: readonly string[], { cwd, env }: Omit<CliOptions, 'uid'> = {}): Promise<CliResult> {
  const folder = cwd ?? temporaryFolder();
  const [former, formerEnv] = [process.cwd(), { ...process.env }];
  setEnvironment(env ?? cliEnvironment(temporaryFolder()));
  process.chdir(folder);
  const [stdout, stderr] = [capture(process.stdout), capture(process.stderr)];
  try {
    await runCommandLine([process.execPath, 'picsift', ...args]);
    return { code: Number(process.exitCode ?? 0), signal: null, stdout: stdout.text(), stderr: stderr.text() };
  } finally {
    stdout.stop();
    stderr.stop();
    process.exitCode = undefined;
    process.chdir(former);
    setEnvironment(formerEnv);
  }
}

function setEnvironment(variables: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(process.env)) if (!(name in variables)) delete process.env[name];
  Object.assign(process.env, variables);
}

function capture(stream: NodeJS.WriteStream) {
  const parts: Buffer[] = [];
  const spy = vi.spyOn(stream, 'write').mockImplementation((part) => {
    parts.push(Buffer.from(part as Uint8Array));
    return true;
  });
  return { text: () => Buffer.concat(parts).toString(), stop: () => spy.mockRestore() };
}
