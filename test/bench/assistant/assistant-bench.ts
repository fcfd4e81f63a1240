/**
 * `npm run bench -- assistant [--server MAIN] [--former]`
 *
 * Measures what a model must read: the definitions of the tools, typical answers, and five questions that are answered by
 * tool calls alone, with their transcript. Draws its library, and runs `picsift mcp` with the built-in model. MAIN is the
 * main file (dist/src/cli/main.js) of another picsift to compare with. `--former` asks as it was necessary with four tools.
 */

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { builtFile } from '../../../src/base/paths.ts';
import { benchEnvironment, inNewFolder } from '../measure.ts';
import { FORMER_TASKS } from './former-tasks.ts';
import { buildLibrary } from './library/build.ts';
import { INSTRUCTIONS_LIMIT, PROMPT_LIMITS, TOOL_LIMITS, TOOLS_LIMIT, TYPICAL_ANSWERS } from './limits.ts';
import { type Definitions, measureAnswers, measureDefinitions } from './measured.ts';
import { type Call, callOf, type Played, playTask } from './play.ts';
import { type AnswerSizes, tokens } from './sizes.ts';
import { TASKS } from './tasks.ts';
import { costTable, transcriptOf } from './transcript.ts';

export async function benchAssistant(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: { server: { type: 'string' }, former: { type: 'boolean', default: false } },
  });
  const main = values.server ?? builtFile('src/cli/main.ts');
  await inNewFolder(async (home) => {
    const folder = join(home, 'Pictures');
    await buildLibrary(folder);
    const env = { ...benchEnvironment(home), PICSIFT_MODEL: 'pocket' };
    const { status, stderr } = spawnSync(process.execPath, ['--', main, 'index', folder], { env, encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
    const client = new Client({ name: 'bench', version: '1' });
    const args = ['--', main, 'mcp', folder];
    await client.connect(new StdioClientTransport({ command: process.execPath, args, env, stderr: 'ignore' }));
    const call = callOf(client);
    await untilReady(call);
    const played: Played[] = [];
    for (const task of values.former ? FORMER_TASKS : TASKS) played.push(await playTask(task, call));
    const lines = [
      ...definitionTables(await measureDefinitions(client)),
      ...answerTable(await measureAnswers(client, call)),
      ...costTable(played),
      '',
      ...played.flatMap(transcriptOf),
    ];
    process.stdout.write(`${lines.join('\n')}\n`);
    await client.close();
  });
}

/** Until the server knows how well photos fit, and has looked for new ones. */
async function untilReady(call: Call): Promise<void> {
  for (;;) {
    const { data } = await call('search_images', { query: 'a photo' });
    if (data.verdict !== null && data.indexing === null) return;
    await sleep(200);
  }
}

function definitionTables({ instructions, all, tools, prompts }: Definitions): string[] {
  const of = (size: number, limit: number | undefined) => (limit === undefined ? `${size}` : `${size} of ${limit}`);
  const rows = Object.entries(tools).map(([name, { description, input, output }]) => {
    const limit = TOOL_LIMITS[name];
    const sizes = [of(description, limit?.description), of(input, limit?.input), of(output, limit?.output)];
    return `| ${name} | ${sizes.join(' | ')} | ${tokens(description + input)} |`;
  });
  const promptRows = Object.entries(prompts).map(([name, { definition, message }]) => {
    const limit = PROMPT_LIMITS[name];
    return `| ${name} | ${of(definition, limit?.definition)} | ${of(message, limit?.message)} |`;
  });
  return [
    'Characters, with their limits. Tokens are estimated: characters / 4.',
    '',
    `Instructions: ${of(instructions, INSTRUCTIONS_LIMIT)}. All tools: ${of(all, TOOLS_LIMIT)}.`,
    '',
    '| tool | description | input schema | output schema | tokens without the output schema |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
    '',
    '| prompt | definition | message |',
    '| --- | --- | --- |',
    ...promptRows,
    '',
  ];
}

function answerTable(answers: ReadonlyMap<string, AnswerSizes>): string[] {
  const rows = TYPICAL_ANSWERS.flatMap(({ what, tool, limit }) => {
    const sizes = answers.get(`${tool}: ${what}`);
    if (sizes === undefined) return [];
    const { text, data, pictures } = sizes;
    return [
      `| ${tool}: ${what} | ${text} of ${limit.text} | ${tokens(text)} | ${data} of ${limit.data} | ${pictures} |`,
    ];
  });
  return [
    '| answer | text | tokens of the text | data | pictures in base64 |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
    '',
  ];
}
