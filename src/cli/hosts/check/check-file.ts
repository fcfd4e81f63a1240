/** Checks all servers of picsift in the file of a host. Those of other programs are not started. */

import { readTextFile } from '../../../../config/read-settings.ts';
import { PicsiftError } from '../../../base/errors.ts';
import { safeText } from '../../../base/safe-text.ts';
import { findServers, type ServerEntry } from '../find-servers.ts';
import { secretHider, shownAddress } from '../hide-secrets.ts';
import { hostOf, projectOf } from '../host-files.ts';
import { HOSTS, type Host } from '../hosts.ts';
import { launchOf, type Setting, writtenAddress, writtenCommand } from '../launch.ts';
import { isOurs } from '../our-entry.ts';
import { isOurFile } from '../our-file.ts';
import { isProblem, looselyParsed, type ParsedFile, parseHostFile } from '../parse-file.ts';
import { type PicsiftCommand, picsiftCommand } from '../picsift-command.ts';
import type { Problem } from '../problem.ts';
import { type CheckContext, checkAddress, checkProcess } from './check-server.ts';
import { grantedFolders } from './look-at-folders.ts';
import { addEntry, type EntryPlace, nameOf, writeEntryAgain } from './repairs.ts';
import { type FileReport, type Finding, hasProblem, problemFinding, type ServerReport } from './report.ts';

export interface FileToCheck {
  readonly file: string;
  /** Undefined: it is recognised by its name and content. */
  readonly host: Host | undefined;
  /** True if a person asked for this file: it is a problem when it has no picsift. */
  readonly isNamed: boolean;
}

/**
 * @returns undefined if the file does not exist.
 * @throws the reason of the signal when it aborts.
 */
export async function checkFile(wanted: FileToCheck, context: CheckContext): Promise<FileReport | undefined> {
  const { file, isNamed } = wanted;
  let text: string | undefined;
  try {
    text = readTextFile(file, false);
  } catch (error) {
    if (!(error instanceof PicsiftError)) throw error;
    const problem = { code: 'unreadable-file' as const, found: safeText(error.message), fix: 'Then check again.' };
    const host = wanted.host ?? hostOf(file, undefined);
    return fileReport(file, host, { findings: [problemFinding('file', problem)] });
  }
  if (text === undefined) return undefined;
  const host = wanted.host ?? hostOf(file, looselyParsed(text));
  const parsed = parseHostFile(text, host);
  const report = isProblem(parsed)
    ? fileReport(file, host, { findings: [problemFinding('file', parsed)] })
    : await checkParsed(file, parsed, host, context);
  // Mistakes in the file of a program that has nothing to do with picsift are no concern of the check.
  if (!isNamed && report.servers.length === 0 && !/picsift/i.test(text)) return fileReport(file, host, {});
  if (!isNamed || report.servers.length + report.findings.length > 0) return report;
  return { ...report, findings: [...report.findings, problemFinding('file', noEntry(host, file, report, context))] };
}

function noEntry(host: Host, file: string, { passedOver }: FileReport, { place }: CheckContext): Problem {
  const isUserFile = nameOf(host) !== undefined && file === host.file(place);
  const entry = { host, file, isUserFile, folders: [] };
  return passedOver.length === 0
    ? { code: 'no-entry', found: 'It has no servers.', ...addEntry(entry) }
    : {
        code: 'no-entry',
        found: 'None of its servers is picsift.',
        ...addEntry(entry, 'If one of them is, name it "picsift" in the file.'),
      };
}

async function checkParsed(file: string, parsed: ParsedFile, host: Host, context: CheckContext): Promise<FileReport> {
  const { servers, misplaced, problems } = findServers(parsed, host);
  const isUserFile = nameOf(host) !== undefined && file === host.file(context.place);
  const { place } = context;
  const settingOf = ({ project = projectOf(file, host, place) }: ServerEntry) => ({
    host,
    place,
    project,
    ownToken: context.ownToken,
  });
  const isForUs = (entry: ServerEntry) => isOurs(entry, settingOf(entry));
  const reports: ServerReport[] = [];
  for (const entry of servers.filter(isForUs)) {
    reports.push(await checkEntry(entry, { host, file, isUserFile, folders: [] }, settingOf(entry), context));
  }
  for (const { entry, problem } of misplaced.filter((each) => isForUs(each.entry))) {
    const where = { host, file, isUserFile, folders: writtenFolders(entry, settingOf(entry)) };
    reports.push(serverReport(entry, [problemFinding('file', { ...problem, ...writeEntryAgain(where, problem.fix) })]));
  }
  return fileReport(file, host, {
    findings: problems.map((problem) => problemFinding('file', problem)),
    servers: reports,
    passedOver: servers.filter((entry) => !isForUs(entry)).map(({ name }) => safeText(name, 60)),
  });
}

async function checkEntry(
  entry: ServerEntry,
  unknownFolders: EntryPlace,
  setting: Setting,
  context: CheckContext,
): Promise<ServerReport> {
  const { host, place } = setting;
  const onStatus = (text: string) => context.onStatus(`${host.title}, ${safeText(entry.name, 40)}: ${text}`);
  const launch = launchOf(entry.value, setting);
  if (isProblem(launch)) {
    const isForm = launch.code === 'wrong-shape' || launch.code === 'address-unsupported';
    const where = { ...unknownFolders, folders: writtenFolders(entry, setting) };
    return serverReport(entry, [
      problemFinding('entry', isForm ? { ...launch, ...writeEntryAgain(where, launch.fix) } : launch),
    ]);
  }
  if (launch.kind === 'http') {
    return serverReport(entry, await checkAddress(launch, unknownFolders, { ...context, onStatus }));
  }
  const ours = picsiftCommand(launch.command, launch.args, isOurFile) ?? wrapped(launch.args);
  const where = { ...unknownFolders, folders: grantedFolders(launch, ours, place) };
  return serverReport(entry, await checkProcess(launch, ours, where, { ...context, onStatus }));
}

/** The folders in an entry whose form or place is wrong. */
function writtenFolders({ value }: ServerEntry, { host, place, project }: Setting): string[] {
  const { command = '', args = [] } = writtenCommand(value) ?? {};
  const launch = launchOf({ command, args }, { host, place, project });
  if (isProblem(launch) || launch.kind === 'http') return [];
  return grantedFolders(launch, picsiftCommand(launch.command, launch.args, isOurFile), place);
}

/** The arguments of a wrapper, whose entry has the name of picsift. */
function wrapped(args: readonly string[]): PicsiftCommand | undefined {
  return args[0] === 'mcp' ? { script: undefined, args } : undefined;
}

/** Check a command line that is in no file: it starts here, with the variables of this shell. */
export async function checkCommandLine(words: readonly string[], context: CheckContext): Promise<FileReport> {
  const { place } = context;
  const [command = '', ...args] = words;
  const host: Host = { ...HOSTS.claude, title: 'this shell', environment: 'all', reload: '' };
  const launch = {
    kind: 'process' as const,
    command,
    args,
    cwd: place.folder,
    hasFolder: true,
    env: {},
    passedOn: [],
    envFile: undefined,
  };
  const ours = picsiftCommand(command, args, isOurFile);
  const entry = { host, file: undefined, isUserFile: false, folders: grantedFolders(launch, ours, place) };
  const findings = await checkProcess(launch, ours, entry, context);
  const server = { name: null, line: null, starts: shownWords(words), works: !hasProblem(findings), findings };
  return { host: null, title: 'Command line', file: null, findings: [], servers: [server], passedOver: [], reload: '' };
}

function serverReport(entry: ServerEntry, findings: readonly Finding[]): ServerReport {
  const { name, line, value } = entry;
  return {
    name: safeText(name, 60),
    line: line ?? null,
    starts: shownStart(value),
    works: !hasProblem(findings),
    findings,
  };
}

/** The command or the address of an entry, without secrets. */
function shownStart(value: unknown): string {
  const command = writtenCommand(value);
  if (command !== undefined) return shownWords([command.command, ...command.args]);
  const address = writtenAddress(value) ?? '';
  return URL.canParse(address) ? safeText(shownAddress(new URL(address))) : '';
}

function shownWords(words: readonly string[]): string {
  return safeText(secretHider([])(words.join(' ')));
}

function fileReport(file: string, host: Host, found: Partial<FileReport>): FileReport {
  const { title, reload } = host;
  return {
    host: nameOf(host) ?? null,
    title,
    file: safeText(file),
    findings: [],
    servers: [],
    passedOver: [],
    reload,
    ...found,
  };
}
