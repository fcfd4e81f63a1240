/** Plays questions of a user as a careful assistant would answer them: each call uses only what the answers before said. */

import type { Client } from '@modelcontextprotocol/client';

/** What a client gets of an answer. Its model reads the text, or the data, or both. */
export interface Answer {
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: the data of any tool
  readonly data: any;
  /** JPEGs. */
  readonly pictures: readonly Buffer[];
  readonly isError: boolean;
}

type Arguments = Record<string, unknown>;
export type Call = (tool: string, given?: Arguments) => Promise<Answer>;

export interface Task {
  readonly question: string;
  /** Ask the server, and answer the question. */
  play(call: Call): Promise<string>;
  readonly right: RegExp;
}

interface Step {
  readonly tool: string;
  readonly given: Arguments;
  readonly answer: Answer;
}

export interface Played {
  readonly question: string;
  readonly steps: readonly Step[];
  readonly reply: string;
  readonly isRight: boolean;
}

/** Make the calls of a client. */
export function callOf(client: Client): Call {
  return async (name, given = {}) => {
    const { content, structuredContent, isError } = await client.callTool({ name, arguments: given });
    return {
      text: content.flatMap((part) => (part.type === 'text' ? part.text : [])).join('\n'),
      pictures: content.flatMap((part) => (part.type === 'image' ? Buffer.from(part.data, 'base64') : [])),
      data: structuredContent,
      isError: isError === true,
    };
  };
}

/** Play one task. @throws when a call was refused: a careful assistant makes no wrong call. */
export async function playTask({ question, play, right }: Task, call: Call): Promise<Played> {
  const steps: Step[] = [];
  const reply = await play(async (tool, given = {}) => {
    const answer = await call(tool, given);
    if (answer.isError) throw new Error(`${tool} ${JSON.stringify(given)}: ${answer.text}`);
    steps.push({ tool, given, answer });
    return answer;
  });
  return { question, steps, reply, isRight: right.test(reply) };
}
