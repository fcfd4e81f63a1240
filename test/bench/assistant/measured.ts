/** Asks a server for all that limits.ts has a limit for. */

import type { Client } from '@modelcontextprotocol/client';
import { TYPICAL_ANSWERS } from './limits.ts';
import type { Call } from './play.ts';
import { type AnswerSizes, answerSizes, type DefinitionSizes, definitionSizes, sizeOf } from './sizes.ts';

export interface Definitions {
  readonly instructions: number;
  /** The whole answer to `tools/list`. */
  readonly all: number;
  readonly tools: Readonly<Record<string, DefinitionSizes>>;
  readonly prompts: Readonly<Record<string, { readonly definition: number; readonly message: number }>>;
}

/** Measure what a model reads before its first call. */
export async function measureDefinitions(client: Client): Promise<Definitions> {
  const { tools } = await client.listTools();
  const { prompts } = client.getServerCapabilities()?.prompts ? await client.listPrompts() : { prompts: [] };
  const measured = prompts.map(async (prompt) => {
    const required = (prompt.arguments ?? []).filter((argument) => argument.required);
    const { messages } = await client.getPrompt({
      name: prompt.name,
      arguments: Object.fromEntries(required.map(({ name }) => [name, 'a red door'])),
    });
    return [prompt.name, { definition: sizeOf(prompt), message: sizeOf(messages) }] as const;
  });
  return {
    instructions: client.getInstructions()?.length ?? 0,
    all: sizeOf(tools),
    tools: Object.fromEntries(tools.map((tool) => [tool.name, definitionSizes(tool)])),
    prompts: Object.fromEntries(await Promise.all(measured)),
  };
}

/** Measure typical answers. Those of tools that the server lacks are left out. */
export async function measureAnswers(client: Client, call: Call): Promise<ReadonlyMap<string, AnswerSizes>> {
  const { tools } = await client.listTools();
  const names = new Set(tools.map(({ name }) => name));
  const { data } = await call('search_images', { sort: 'name', limit: 30 });
  const ids = data.results.map(({ id }: { id: string }) => id);
  const sizes = new Map<string, AnswerSizes>();
  for (const { what, tool, given } of TYPICAL_ANSWERS.filter((answer) => names.has(answer.tool))) {
    const answer = await call(tool, given(ids));
    if (answer.isError) throw new Error(`${tool}, ${what}: ${answer.text}`);
    sizes.set(`${tool}: ${what}`, answerSizes(answer));
  }
  return sizes;
}
