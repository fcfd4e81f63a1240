/** Gets every kind of answer that a server gives, of tools that will be added later too. */

import type { Client } from '@modelcontextprotocol/client';
import { type Schema, textArguments } from './in-process.ts';

/** Waits for an answer and checks it. */
type Check = (answer: Promise<unknown>, asked?: string) => Promise<unknown>;

/** Prepare a client, before it connects, to take everything that a server may send by itself. @returns what it has sent. */
export function hearing(client: Client): unknown[] {
  const heard: unknown[] = [];
  client.registerCapabilities({ elicitation: {}, sampling: {} });
  client.fallbackNotificationHandler = async (notification) => void heard.push(notification);
  client.setRequestHandler('elicitation/create', ({ params }) => {
    heard.push(params);
    return { action: 'decline' };
  });
  client.setRequestHandler('sampling/createMessage', ({ params }) => {
    heard.push(params);
    return { model: 'none', role: 'assistant', content: { type: 'text', text: '' } };
  });
  return heard;
}

/**
 * Call every tool, read every resource, get every prompt and every suggestion.
 * @param texts names of photos, folders or people, and ids of photos: what the arguments that take a text get.
 * @param heard receives the progress of calls.
 */
export async function everyAnswer(client: Client, texts: readonly string[], heard: unknown[], check: Check) {
  const onprogress = (progress: unknown) => void heard.push(progress);
  for (const { tool, input } of await everyInput(client, texts)) {
    const asked = JSON.stringify(input);
    await check(client.callTool({ name: tool, arguments: input }, { onprogress }), asked);
  }
  for (const { uri } of (await client.listResources()).resources) await check(client.readResource({ uri }));
  for (const { uriTemplate } of (await client.listResourceTemplates()).resourceTemplates) {
    for (const text of texts) {
      const uri = uriTemplate.replace(/\{\w+\}/g, () => encodeURIComponent(text));
      await check(client.readResource({ uri }), uri);
    }
    for (const [, name] of uriTemplate.matchAll(/\{(\w+)\}/g)) {
      const ref = { type: 'ref/resource' as const, uri: uriTemplate };
      await check(client.complete({ ref, argument: { name: name!, value: '' } }));
    }
  }
  for (const { name, arguments: fields = [] } of (await client.listPrompts()).prompts) {
    for (const text of texts) {
      await check(client.getPrompt({ name, arguments: Object.fromEntries(fields.map((field) => [field.name, text])) }));
    }
    for (const field of fields) {
      const ref = { type: 'ref/prompt' as const, name };
      await check(client.complete({ ref, argument: { name: field.name, value: '' } }));
    }
  }
}

/** Lists calls of every tool: without arguments, and with each value that an argument may have, and the longest answers. */
async function everyInput(client: Client, texts: readonly string[]) {
  const { tools } = await client.listTools();
  const ofOne = tools.flatMap(({ name: tool, inputSchema }) => {
    const properties = (inputSchema as Schema).properties ?? {};
    const inputs = Object.entries(properties).flatMap(([name, schema]) =>
      valuesOf(schema).map((value) => ({ [name]: value })),
    );
    const limit = properties.limit?.maximum;
    const longest = limit === undefined ? inputs : inputs.map((input) => ({ limit, ...input }));
    return [{}, ...longest].map((input) => ({ tool, input }));
  });
  const withTexts = (await textArguments(client)).flatMap(({ tool, input }) =>
    texts.map((text) => ({ tool, input: input(text) })),
  );
  return [...ofOne, ...withTexts];
}

function valuesOf({ enum: choices, maximum, type }: Schema): unknown[] {
  if (choices !== undefined) return [...choices];
  if (type === 'boolean') return [true];
  return maximum === undefined ? [] : [maximum];
}
