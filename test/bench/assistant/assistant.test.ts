/**
 * What a model must read stays within the budget of limits.ts, and the questions of tasks.ts are answered rightly.
 * `npm run bench -- assistant` prints the figures.
 */

import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/client';
import { beforeAll, expect, it, onTestFinished } from 'vitest';
import { openEngine } from '../../../src/engine/engine.ts';
import { indexHere } from '../../support/engine-here.ts';
import { startServer } from '../../support/mcp/in-process.ts';
import { sharedFolder } from '../../support/photos/drawings.ts';
import { engineOptions } from '../../support/test-engine.ts';
import { buildLibrary } from './library/build.ts';
import { DOORS } from './library/photos.ts';
import { INSTRUCTIONS_LIMIT, PROMPT_LIMITS, TOOL_LIMITS, TOOLS_LIMIT, TYPICAL_ANSWERS } from './limits.ts';
import { measureAnswers, measureDefinitions } from './measured.ts';
import { callOf, playTask } from './play.ts';
import { TASKS } from './tasks.ts';

const home = sharedFolder();
const [pictures, dataDir] = [join(home, 'Pictures'), join(home, 'data')];

beforeAll(async () => {
  await buildLibrary(pictures);
  const options = engineOptions({ dataDir });
  await indexHere(options, [pictures]);
  const engine = openEngine(options);
  await engine.readText([join(pictures, DOORS)]);
  await engine.close();
});

async function connected(): Promise<Client> {
  const client = new Client({ name: 'test', version: '1' });
  await client.connect(await startServer({ folders: [pictures], dataDir }));
  onTestFinished(() => client.close());
  return client;
}

/** Those beyond their limits, each with its size. */
function beyond(sizes: Readonly<Record<string, object>>, limits: Readonly<Record<string, object>>): string[] {
  return Object.entries(sizes).flatMap(([name, parts]) =>
    Object.entries(parts as Record<string, number>)
      .filter(([part, size]) => size > ((limits[name] as Record<string, number>)[part] ?? Infinity))
      .map(([part, size]) => `${name}, ${part}: ${size}`),
  );
}

it('reads tools, prompts and instructions within their limits', async () => {
  const { instructions, all, tools, prompts } = await measureDefinitions(await connected());
  expect(Object.keys(TOOL_LIMITS)).toEqual(Object.keys(tools));
  expect(Object.keys(PROMPT_LIMITS)).toEqual(Object.keys(prompts));
  expect([...beyond(tools, TOOL_LIMITS), ...beyond(prompts, PROMPT_LIMITS)]).toEqual([]);
  expect(instructions).toBeLessThanOrEqual(INSTRUCTIONS_LIMIT);
  expect(all).toBeLessThanOrEqual(TOOLS_LIMIT);
});

it('reads typical answers within their limits', async () => {
  const client = await connected();
  const answers = await measureAnswers(client, callOf(client));
  const limits = Object.fromEntries(TYPICAL_ANSWERS.map(({ what, tool, limit }) => [`${tool}: ${what}`, limit]));
  expect([...answers.keys()]).toEqual(Object.keys(limits));
  expect(beyond(Object.fromEntries(answers), limits)).toEqual([]);
});

it('answers questions by tool calls alone', async () => {
  const call = callOf(await connected());
  for (const task of TASKS) expect(await playTask(task, call)).toMatchObject({ isRight: true });
});
