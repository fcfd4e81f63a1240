/** Writes played tasks for people, as docs/assistant-tasks.md shows them. Pure. */

import type { Played } from './play.ts';
import { answerSizes, callSize, tokens } from './sizes.ts';

const SHOWN_LINES = 4;
const SHOWN_CHARACTERS = 160;

/** What a task cost: calls, and characters. */
interface Cost {
  readonly calls: number;
  readonly written: number;
  readonly text: number;
  readonly data: number;
  readonly pictures: number;
}

function costOf({ steps }: Played): Cost {
  const sizes = steps.map(({ answer }) => answerSizes(answer));
  const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
  return {
    calls: steps.length,
    written: sum(steps.map(({ tool, given }) => callSize(tool, given))),
    text: sum(sizes.map(({ text }) => text)),
    data: sum(sizes.map(({ data }) => data)),
    pictures: sum(steps.map(({ answer }) => answer.pictures.length)),
  };
}

export function costTable(tasks: readonly Played[]): string[] {
  const rows = tasks.map((task) => {
    const { calls, written, text, data, pictures } = costOf(task);
    const read = `${text} (about ${tokens(text)} tokens)`;
    return `| ${task.question} | ${task.isRight ? 'yes' : 'no'} | ${calls} | ${written} | ${read} | ${data} | ${pictures} |`;
  });
  return [
    '| question | answered | calls | characters of the calls | of the text | of the data | pictures |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...rows,
  ];
}

/** The calls of a task, each with the beginning of its answer. */
export function transcriptOf(task: Played): string[] {
  const named = photoNames();
  const steps = task.steps.flatMap(({ tool, given, answer }) => {
    const lines = answer.text.split('\n').map((line) => shortened(line));
    const left = lines.length - SHOWN_LINES;
    const shown = left > 1 ? [...lines.slice(0, SHOWN_LINES), `… ${left} more lines`] : lines;
    return [`> ${tool} ${JSON.stringify(given)}`, ...shown, ''].map(named);
  });
  const heading = task.question.replace(/^./, (letter) => letter.toUpperCase());
  return [`### ${heading}`, '', '```text', ...steps, `Answer: ${task.reply}`, '```', ''];
}

/** The calls of a task alone, as lines of its transcript. */
export function callsOf(task: Played): string[] {
  return transcriptOf(task).filter((line) => line.startsWith('> '));
}

function shortened(line: string): string {
  const withoutCursor = line.replace(/cursor \S+/, 'cursor …');
  return withoutCursor.length <= SHOWN_CHARACTERS ? withoutCursor : `${withoutCursor.slice(0, SHOWN_CHARACTERS)}…`;
}

/** Make a function that replaces the ids of photos, which are random, by numbers. */
function photoNames(): (text: string) => string {
  const names = new Map<string, string>();
  return (text) =>
    text.replace(/(?<=\bid |")[a-z\d]{10}\b(?=[" ])/g, (id) => {
      const name = names.get(id) ?? `photo${names.size + 1}`;
      names.set(id, name);
      return name;
    });
}
