/**
 * Questions that clients of the 2026 protocol are asking their users. The answer comes with a second call, which names the
 * question by an opaque id (`requestState`:
 * https://modelcontextprotocol.io/specification/2026-07-28/basic/patterns/mrtr). What is confirmed stays in this
 * process, so that a client cannot change it; and each question can be answered once.
 */

import { randomUUID } from 'node:crypto';
import { LRUCache } from 'lru-cache';

/** How long a person may think, in ms. */
export const ANSWER_WITHIN_MS = 600_000;
/** The oldest question is forgotten when there are more. */
const MOST_OPEN = 100;

interface OpenQuestion {
  /** The call that asks: its tool and its arguments. */
  readonly call: string;
  /** What the person confirms. */
  readonly subject: object;
}

export interface OpenQuestions {
  /** Remember a question. @returns its id, which cannot be guessed. */
  add(question: OpenQuestion): string;
  /** Return what the question was about, once; undefined if the call asked no such question, or too long ago. */
  take(id: unknown, call: string): object | undefined;
}

export function openQuestions(answerWithinMs = ANSWER_WITHIN_MS): OpenQuestions {
  const questions = new LRUCache<string, OpenQuestion>({ max: MOST_OPEN, ttl: answerWithinMs });
  return {
    add(question) {
      const id = randomUUID();
      questions.set(id, question);
      return id;
    },
    take(id, call) {
      const question = typeof id === 'string' ? questions.get(id) : undefined;
      if (question?.call !== call) return undefined;
      questions.delete(id as string);
      return question.subject;
    },
  };
}
