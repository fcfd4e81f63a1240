/**
 * Asks the user for a confirmation, with a form that the client shows (elicitation). Only this answer confirms anything: the
 * model has no part in it.
 * https://modelcontextprotocol.io/specification/2025-11-25/client/elicitation
 */

import {
  CLIENT_CAPABILITIES_META_KEY,
  type InputRequiredResult,
  inputRequired,
  SdkError,
  SdkErrorCode,
} from '@modelcontextprotocol/server';
import { debug } from '../../src/base/debug.ts';
import { messageOf } from '../../src/base/errors.ts';
import { safeText } from '../../src/base/safe-text.ts';
import type { Call } from '../tool.ts';
import { ANSWER_WITHIN_MS, type OpenQuestions } from './open-questions.ts';

export interface Question<Subject extends object> {
  /** The question, as plain text: whatever it quotes is escaped. */
  readonly message: string;
  /** What ticking the box means. */
  readonly label: string;
  /** The call that asks: its tool and its arguments. */
  readonly call: string;
  /** What the user confirms. */
  readonly subject: Subject;
}

export type Reply<Subject> =
  | { readonly kind: 'confirmed'; readonly subject: Subject }
  | { readonly kind: 'not confirmed'; readonly why: string }
  /** The result of the call: the client asks its user, and then calls again. */
  | { readonly kind: 'asked'; readonly result: InputRequiredResult };

/** The key of the question, and of the box in its form. */
const CONFIRM = 'confirm';

const CANNOT_ASK = 'this program cannot show the user a form (MCP elicitation), so nobody could confirm it';
const NOT_AN_ANSWER = 'the program did not give an answer to the question';

/**
 * Ask the user. Clients of the 2025 protocol get a request, and the call waits for its answer; those of the 2026 protocol
 * get a result that asks, and call again.
 * @param waitMs how long to wait for the answer.
 * @throws whatever cancels the call.
 */
export async function askUser<Subject extends object>(
  { context: { mcpReq }, progress }: Pick<Call, 'context' | 'progress'>,
  questions: OpenQuestions,
  question: Question<Subject>,
  waitMs = ANSWER_WITHIN_MS,
): Promise<Reply<Subject>> {
  if (mcpReq.envelope === undefined) {
    progress.report({ progress: 0.1, message: 'Waiting for the confirmation of the user' });
    try {
      const options = { timeout: waitMs, signal: mcpReq.signal };
      return reply(await mcpReq.elicitInput(formOf(question), options), question.subject);
    } catch (error) {
      if (mcpReq.signal.aborted) throw error;
      return { kind: 'not confirmed', why: whyNotAsked(error) };
    }
  }
  const { inputResponses = {}, droppedInputResponseKeys = [] } = mcpReq;
  if (Object.hasOwn(inputResponses, CONFIRM) || droppedInputResponseKeys.includes(CONFIRM)) {
    const subject = questions.take(mcpReq.requestState(), question.call);
    const why = 'this answer belongs to another question, or came too late';
    return subject === undefined ? { kind: 'not confirmed', why } : reply(inputResponses[CONFIRM], subject as Subject);
  }
  if (!showsForms(mcpReq.envelope)) return { kind: 'not confirmed', why: CANNOT_ASK };
  const result = inputRequired({
    inputRequests: { [CONFIRM]: inputRequired.elicit(formOf(question)) },
    requestState: questions.add(question),
  });
  return { kind: 'asked', result };
}

function formOf({ message, label }: Question<object>) {
  return {
    mode: 'form' as const,
    message,
    // Without a default: a program that fills in defaults by itself confirms nothing.
    requestedSchema: {
      type: 'object' as const,
      properties: { [CONFIRM]: { type: 'boolean' as const, title: label } },
      required: [CONFIRM],
    },
  };
}

/** Read the client's answer, which may be anything. */
function reply<Subject>(answer: unknown, subject: Subject): Reply<Subject> {
  const { action, content } = (answer ?? {}) as { readonly action?: unknown; readonly content?: unknown };
  const not = (why: string) => ({ kind: 'not confirmed', why }) as const;
  switch (action) {
    case 'accept': {
      const isTicked = (content as Record<string, unknown> | null | undefined)?.[CONFIRM];
      if (isTicked === true) return { kind: 'confirmed', subject };
      return not(isTicked === false ? 'the user did not confirm it' : NOT_AN_ANSWER);
    }
    case 'decline':
      return not('the user declined');
    case 'cancel':
      return not('the user closed the question without an answer');
    default:
      return not(NOT_AN_ANSWER);
  }
}

function whyNotAsked(error: unknown): string {
  const code = error instanceof SdkError ? error.code : undefined;
  if (code === SdkErrorCode.CapabilityNotSupported) return CANNOT_ASK;
  if (code === SdkErrorCode.RequestTimeout) return 'the user did not answer in time';
  debug('mcp', () => `no answer to a question: ${safeText(messageOf(error))}`);
  return NOT_AN_ANSWER;
}

/** An empty declaration means forms: the only kind there was at first. */
function showsForms(envelope: object): boolean {
  const capabilities = (envelope as Record<string, unknown>)[CLIENT_CAPABILITIES_META_KEY];
  const { elicitation } = (capabilities ?? {}) as { readonly elicitation?: object | null };
  if (typeof elicitation !== 'object' || elicitation === null) return false;
  return 'form' in elicitation || Object.keys(elicitation).length === 0;
}
