/** Checks one server: starts it as its host does, or connects to its address, and talks to it as an assistant does. */

import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import { messageOf } from '../../../base/errors.ts';
import { safeText } from '../../../base/safe-text.ts';
import { environmentOf, lostVariables } from '../environment.ts';
import { findProgram } from '../find-program.ts';
import { secretHider } from '../hide-secrets.ts';
import type { Place } from '../hosts.ts';
import type { HttpLaunch, ProcessLaunch } from '../launch.ts';
import { isProblem } from '../parse-file.ts';
import type { PicsiftCommand } from '../picsift-command.ts';
import type { Problem } from '../problem.ts';
import { converse, type StepName, ToolError } from './conversation.ts';
import { diagnose, type Failure } from './diagnose.ts';
import { diagnoseHttp } from './diagnose-http.ts';
import { folderProblems } from './look-at-folders.ts';
import { type Look, whyNotStartable } from './look-before.ts';
import { nodeVersionOf } from './node-version.ts';
import { HangError, type Patience } from './patience.ts';
import { type EntryPlace, writeEntryAgain } from './repairs.ts';
import { type Finding, problemFinding } from './report.ts';
import { ServerProcess } from './server-process.ts';
import { inWords } from './step-words.ts';

export interface CheckContext {
  readonly place: Place;
  readonly patience: Patience;
  readonly signal: AbortSignal;
  /** Versions of Node.js, such as "20.19". */
  readonly node: Pick<Failure, 'neededNode' | 'nodeHere'>;
  /** In which a server on this computer keeps its token. */
  readonly tokenFile: string;
  /** That token; undefined: there is none. */
  readonly ownToken: string | undefined;
  /** What is being done now, for a person who waits. */
  onStatus(text: string): void;
}

/** @throws the reason of the signal when it aborts. */
export async function checkProcess(
  launch: ProcessLaunch,
  ours: PicsiftCommand | undefined,
  entry: EntryPlace,
  context: CheckContext,
): Promise<Finding[]> {
  const { place, signal, node } = context;
  const environment = readEnvironment(launch, entry, place);
  if (isProblem(environment)) return [problemFinding('entry', environment)];
  const look: Look = { launch, ours, environment, place, entry };
  const aboutFolders = folderProblems(look).map((problem) => problemFinding('library', problem));
  const unstartable = whyNotStartable(look);
  if (unstartable !== undefined) return [problemFinding('entry', unstartable), ...aboutFolders];

  const command = { ...asStarted(launch, environment, place), cwd: launch.cwd, env: environment };
  const server = new ServerProcess(command);
  const findings: Finding[] = [];
  const failure = await talk(server, findings, entry, context);
  const { ending } = server;
  await (failure?.error instanceof HangError || signal.aborted ? server.kill() : server.close());
  signal.throwIfAborted();

  const hide = secretHider(ownValues(launch, environment, place));
  // Of missing folders, the server says the same without their paths.
  const saysFolders = aboutFolders.length > 0;
  if (failure !== undefined && !(saysFolders && failure.error instanceof ToolError)) {
    const nodeVersion = await nodeVersionOf(command, place);
    const problem = diagnose({ ...failure, stderr: server.stderr, ending, nodeVersion, ...node, entry }, hide);
    findings.push(problemFinding(failure.step, problem));
  }
  return [
    ...findings.filter(({ code }) => !(saysFolders && code === 'no-photos')),
    ...aboutFolders,
    ...strayOutput(server.strayLines, entry, hide),
    ...lost(environment, entry, place),
  ];
}

/** What the entry gives to the server, except the settings of picsift that are no tokens. */
function ownValues({ args, env }: ProcessLaunch, environment: Record<string, string>, { variables }: Place): string[] {
  const isSetting = (name: string) => /^PICSIFT_(?!.*TOKEN)/.test(name);
  const given = Object.entries(environment).filter(
    ([name, value]) => !isSetting(name) && (name in env || variables[name] !== value),
  );
  // `env TOKEN=... node ...`
  const inArguments = args.flatMap((word) => /^\w+=(.*)$/s.exec(word)?.slice(1) ?? []);
  return [...given.map(([, value]) => value), ...inArguments];
}

function readEnvironment(launch: ProcessLaunch, { host }: EntryPlace, place: Place): Record<string, string> | Problem {
  try {
    return environmentOf(host, launch, place);
  } catch (error) {
    const found = `${host.title} cannot read the file of variables that the entry names: ${safeText(messageOf(error))}.`;
    return { code: 'unreadable-file', found, fix: 'Correct "envFile" in the entry, or remove it.' };
  }
}

/** @throws the reason of the signal when it aborts. */
export async function checkAddress(launch: HttpLaunch, entry: EntryPlace, context: CheckContext): Promise<Finding[]> {
  const { password, searchParams } = launch.address;
  const hide = secretHider([...Object.values(launch.headers), password, ...searchParams.values()]);
  const transport = new StreamableHTTPClientTransport(launch.address, {
    requestInit: { headers: { ...launch.headers } },
  });
  const findings: Finding[] = [];
  try {
    // The library's types do not allow exactOptionalPropertyTypes.
    const failure = await talk(transport as Transport, findings, entry, context);
    if (failure !== undefined && !context.signal.aborted) {
      const { node, tokenFile } = context;
      const unknown = { stderr: '', ending: undefined, nodeVersion: undefined, ...node, entry };
      const problem =
        failure.step === 'start'
          ? diagnoseHttp(failure.error, launch, tokenFile, hide)
          : diagnose({ ...failure, ...unknown }, hide);
      findings.push(problemFinding(failure.step, problem));
    }
  } finally {
    if (!context.signal.aborted) await transport.terminateSession().catch(() => {});
    await transport.close();
  }
  context.signal.throwIfAborted();
  return [...findings, ...(launch.hasOwnToken ? [ownToken(entry)] : [])];
}

function ownToken({ host }: EntryPlace): Finding {
  const found = `${host.title} asks you for the token. This check used the one of the server on this computer.`;
  return { step: 'entry', level: 'note', code: null, found, fix: null, command: null, seconds: null };
}

/** Go through the steps. @returns the step that failed, if one did. */
async function talk(
  transport: Transport,
  findings: Finding[],
  entry: EntryPlace,
  { patience, signal, onStatus }: CheckContext,
): Promise<{ readonly step: StepName; readonly error: unknown } | undefined> {
  let current: StepName = 'start';
  try {
    await converse(transport, patience, signal, {
      onStep(step) {
        current = step;
        onStatus(step);
      },
      onProgress: (message) => onStatus(`${current}: ${safeText(message, 60)}`),
      onResult(result, seconds) {
        const found = inWords(result, entry);
        findings.push(
          typeof found === 'string'
            ? { step: result.step, level: 'ok', code: null, found, fix: null, command: null, seconds }
            : { ...problemFinding(result.step, found), seconds },
        );
      },
    });
    return undefined;
  } catch (error) {
    return { step: current, error };
  }
}

/** The command and arguments for the system. Scripts of the Windows command line are started by it. */
function asStarted({ command, args, cwd }: ProcessLaunch, environment: Record<string, string>, place: Place) {
  const file = findProgram(command, cwd, environment, place)?.file ?? '';
  return /\.(?:cmd|bat)$/i.test(file) ? { command: 'cmd', args: ['/d', '/c', file, ...args] } : { command, args };
}

const SHOWN_LINES = 2;

function strayOutput(lines: readonly string[], entry: EntryPlace, hide: (text: string) => string): Finding[] {
  if (lines.length === 0) return [];
  const shown = lines.slice(0, SHOWN_LINES).map((line) => `"${safeText(hide(line), 100)}"`);
  const problem = {
    code: 'prints-to-stdout' as const,
    found:
      `It prints text where only messages for the program may be (its standard output): ${shown.join(', ')}` +
      `${lines.length > SHOWN_LINES ? ' and more' : ''}. Many programs do not talk to it then.`,
  };
  const fix =
    'picsift itself never does that, so something around it does: a start-up file of a shell, a wrapper script, a package ' +
    'runner. Make it print nothing.';
  return [problemFinding('output', { ...problem, ...writeEntryAgain(entry, fix) })];
}

/** Settings that are made in this shell, which explain why the server has other photos than the command line. */
function lost(environment: Record<string, string>, { host, file }: EntryPlace, place: Place): Finding[] {
  const names = lostVariables(environment, place);
  if (file === undefined || names.length === 0) return [];
  const found = `${names.join(', ')} is set in this shell, but ${host.title} does not pass it on: the server has other settings.`;
  const fix = `If it is to have the same, write it into the entry: "env": { "${names[0]}": "..." }`;
  return [{ step: 'entry', level: 'note', code: null, found, fix, command: null, seconds: null }];
}
