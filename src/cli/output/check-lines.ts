/** Prints what `picsift mcp check` has found, for people. */

import type { CheckReport } from '../hosts/check/check.ts';
import type { FileReport, Finding, ServerReport } from '../hosts/check/report.ts';
import { printLine } from './console.ts';

export function printCheck({ works, findings, files }: CheckReport): void {
  for (const file of files) printFile(file);
  for (const finding of findings) printFinding(finding, '');
  if (findings.length > 0) printLine('');
  const servers = files.flatMap((file) => file.servers);
  if (!works) {
    const some = servers.filter((server) => server.works).length;
    const others = some > 0 ? `${some} of ${servers.length} servers work. ` : '';
    printLine(`${others}After the repair, check again.`);
    return;
  }
  printLine(servers.length === 1 ? 'Everything works.' : `All ${servers.length} servers work.`);
  for (const { title, reload } of files) if (reload !== '') printText('', `Not shown in ${title} yet? ${reload}`);
}

function printFile({ host, title, file, findings, servers, passedOver }: FileReport): void {
  printLine([...(host === null && file !== null ? [] : [title]), ...(file === null ? [] : [file])].join(': '));
  for (const finding of findings) printFinding(finding, '  ');
  for (const server of servers) printServer(server);
  if (passedOver.length > 0) printLine(`  Not picsift, so not started: ${passedOver.join(', ')}`);
  printLine('');
}

function printServer({ name, line, starts, findings }: ServerReport): void {
  const where = line === null ? '' : ` (line ${line})`;
  printLine(`  ${name === null ? '' : `${name}${where}: `}${starts}`);
  for (const finding of findings) printFinding(finding, '    ');
}

function printFinding({ level, step, found, fix, command, seconds }: Finding, indent: string): void {
  const time = level === 'ok' && seconds !== null ? ` (${seconds.toFixed(2)} s)` : '';
  printText(`${indent}${level.padEnd(8)} ${step.padEnd(8)} `, `${found}${time}`);
  if (fix !== null) printText(`${indent}${''.padEnd(8)} ${'to fix'.padEnd(8)} `, fix);
  // On a line of its own, however long it is: a person copies it.
  if (command !== null) printLine(`${indent}${''.padEnd(20)}${command}`);
}

/** Narrower terminals break the lines themselves. */
const WIDTH = 100;

/** Print a text in lines that begin below each other. */
function printText(first: string, text: string): void {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1)!;
    if (line === '') lines[lines.length - 1] = word;
    else if (first.length + line.length + 1 + word.length <= WIDTH) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  const below = ' '.repeat(first.length);
  for (const [index, line] of lines.entries()) printLine(`${index === 0 ? first : below}${line}`);
}
