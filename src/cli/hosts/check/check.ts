/** `picsift mcp check`: which files it reads, and whether everything works. */

import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { PicsiftError } from '../../../base/errors.ts';
import { safeText } from '../../../base/safe-text.ts';
import { shellWord } from '../../output/console.ts';
import { projectFiles } from '../host-files.ts';
import { HOST_NAMES, HOSTS, type Host, type HostName } from '../hosts.ts';
import { checkCommandLine, checkFile } from './check-file.ts';
import type { CheckContext } from './check-server.ts';
import { type FileReport, type Finding, hasProblem, problemFinding } from './report.ts';

export interface CheckReport {
  readonly works: boolean;
  /** About no file in particular. */
  readonly findings: readonly Finding[];
  readonly files: readonly FileReport[];
}

/**
 * @param wanted a file, the name of a host, or undefined: the files of all hosts; a list: a command line.
 * @throws PicsiftError `bad-usage` if there is no such file; the reason of the signal when it aborts.
 */
export async function check(
  wanted: string | readonly string[] | undefined,
  context: CheckContext,
): Promise<CheckReport> {
  if (wanted === undefined) return checkHosts(context);
  if (typeof wanted !== 'string') return reportOf([await checkCommandLine(wanted, context)]);
  const file = resolve(wanted);
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory()) {
    const text = `${safeText(file)} is a folder. Name the file in it, such as ${safeText(join(file, '.vscode', 'mcp.json'))}`;
    throw new PicsiftError('bad-usage', text);
  }
  const host: Host | undefined = !existsSync(file) && isHostName(wanted) ? HOSTS[wanted] : undefined;
  const report = await checkFile({ file: host?.file(context.place) ?? file, host, isNamed: true }, context);
  if (report !== undefined) return reportOf([report]);
  if (host !== undefined) return reportOf([], [problemFinding('file', notSetUp(host, context))]);
  const text =
    `There is no file ${safeText(file)}, and no program of that name. Give the file in which your program lists its ` +
    `servers, or one of ${HOST_NAMES.join(', ')}, or nothing to check all of them.`;
  throw new PicsiftError('bad-usage', text);
}

async function checkHosts(context: CheckContext): Promise<CheckReport> {
  const { place } = context;
  const reports: FileReport[] = [];
  for (const host of Object.values<Host>(HOSTS)) {
    const report = await checkFile({ file: host.file(place), host, isNamed: false }, context);
    if (report !== undefined) reports.push(report);
  }
  const isOurs = ({ servers, findings }: FileReport) => servers.length > 0 || findings.length > 0;
  const ours = reports.filter(isOurs);
  const without = reports.filter((report) => !isOurs(report)).map(({ title }) => title);
  const about = ours.length > 0 ? [] : [problemFinding('file', nothingSetUp(without))];
  return reportOf(ours, [...about, ...projectRemarks(context)]);
}

/**
 * The files in the current folder are only named: a folder of somebody else must not start programs, so hosts ask before
 * they use them.
 */
function projectRemarks({ place }: CheckContext): Finding[] {
  const users = Object.values<Host>(HOSTS).map((host) => host.file(place));
  return projectFiles(place)
    .filter((file) => existsSync(file) && !users.includes(file))
    .map((file) => ({
      step: 'file' as const,
      level: 'note' as const,
      code: null,
      found: `This folder has a file of its own, ${safeText(file)}. It was not read.`,
      fix: 'To check it:',
      command: `picsift mcp check ${shellWord(safeText(file))}`,
      seconds: null,
    }));
}

function nothingSetUp(without: readonly string[]) {
  const others =
    without.length > 0
      ? ` (${without.join(', ')} ${without.length === 1 ? 'is' : 'are'} here, but without picsift.)`
      : '';
  return {
    code: 'no-host' as const,
    found: `No program is set up to use picsift.${others}`,
    fix: `Add it to one of ${HOST_NAMES.join(', ')}. For Claude Desktop:`,
    command: 'picsift mcp config claude --write DIR',
  };
}

function notSetUp(host: Host, { place }: CheckContext) {
  const name = HOST_NAMES.find((each) => HOSTS[each] === host);
  return {
    code: 'no-host' as const,
    found: `${host.title} is not set up: there is no file ${safeText(host.file(place))}.`,
    fix: 'Set it up:',
    command: `picsift mcp config ${name} --write DIR`,
  };
}

function reportOf(files: readonly FileReport[], findings: readonly Finding[] = []): CheckReport {
  const works =
    files.length > 0 &&
    !hasProblem(findings) &&
    files.every((file) => !hasProblem(file.findings) && file.servers.every((server) => server.works));
  return { works, findings, files };
}

function isHostName(text: string): text is HostName {
  return Object.hasOwn(HOSTS, text);
}
