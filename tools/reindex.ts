/** `reindex`: bring the index in line with the folders. */

import { z } from 'zod';
import { type Grant, reachable } from '../src/access/grants.ts';
import { safeText } from '../src/base/safe-text.ts';
import type { IndexSummary } from '../src/indexing/run/messages.ts';
import { count, problemInWords, problems, problemsBelow, textOrNull } from './answers/answer-fields.ts';
import { missingNotes, noSuchFolder, requireFolders } from './answers/notes.ts';
import { progressReporter, stateInWords } from './answers/progress-notifications.ts';
import { defineTool } from './tool.ts';

/** More are counted, not listed. */
const LISTED_PROBLEMS = 20;

/** An answer within seconds, whatever there is to do: hosts give up on a call after a minute at most. */
const PATIENCE_MS = 8_000;

const outputSchema = z.object({
  state: z.enum(['done', 'running']).describe('running: it goes on in the background. Call again to wait for the end.'),
  progress: textOrNull('How far a running one has come, such as "indexing, 63 %".'),
  roots: z.array(z.string()).describe('Labels of the folders that are brought up to date.'),
  summary: z
    .union([
      z.object({
        added: count,
        changed: count,
        moved: count,
        removed: count,
        kept: count.describe('Photos that were already up to date.'),
        embedded: count.describe('Pictures that the model looked at.'),
        failed: count.describe('Files that could not be read as photos.'),
        seconds: z.number(),
        model: z.string(),
      }),
      z.null(),
    ])
    .describe('What was done. Null while it is running.'),
  problems,
  notes: z.array(z.string()).describe('What to know about this run, and what to do about it.'),
});

type Output = z.output<typeof outputSchema>;

export const reindex = defineTool({
  name: 'reindex',
  title: 'Update the photo index',
  description:
    "Bring the index in line with the user's folders: new and changed photos become searchable, deleted ones go. " +
    `Reads the photos, changes none of them. Answers within ${PATIENCE_MS / 1_000} seconds: a longer run goes on in the ` +
    'background, photos can be searched meanwhile as far as they are indexed, and calling again waits on for the same ' +
    'run. With nothing new it is quick.',
  inputSchema: z.strictObject({
    root: z.string().max(1_000).optional().describe('Label of one folder. Default: all folders.'),
  }),
  outputSchema,
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: false },

  async run({ root }, library, call) {
    const granted = await library.grants();
    requireFolders(granted);
    const grants = root === undefined ? granted : granted.filter(({ label }) => label === root);
    const folders = reachable(grants);
    if (folders.length === 0) throw noSuchFolder(granted);

    const run = await library.index(folders, {
      onProgress: progressReporter(call),
      signal: call.mcpReq.signal,
      patienceMs: PATIENCE_MS,
    });
    const roots = grants.filter(({ path }) => path !== undefined).map(({ label }) => label);
    const data: Output =
      'summary' in run
        ? { state: 'done', progress: null, roots, ...whatWasDone(run.summary, grants, run.fellBack) }
        : { state: 'running', progress: stateInWords(run), roots, summary: null, problems: [], notes: [] };
    data.notes.push(...missingNotes(grants));
    return { data, text: inWords(data) };
  },
});

function whatWasDone(run: IndexSummary, grants: readonly Grant[], fellBack: boolean) {
  const { added, changed, moved, removed, kept, embedded, failed, seconds } = run;
  const model = safeText(run.model);
  return {
    summary: { added, changed, moved, removed, kept, embedded, failed, seconds, model },
    problems: problemsBelow(run.problems, grants, LISTED_PROBLEMS),
    notes: notesOf(run, grants, fellBack),
  };
}

function notesOf(summary: IndexSummary, grants: readonly Grant[], fellBack: boolean) {
  const { problemCount, offline, heldBack, interrupted } = summary;
  const notes: string[] = [];
  if (interrupted) notes.push('The run was stopped before its end. Call reindex again to go on.');
  if (fellBack) {
    notes.push(
      'The default model could not be downloaded, so the small built-in model was used; its results are rougher. ' +
        'When online, the user can switch with: picsift model use NAME (picsift model list names them).',
    );
  }
  for (const { path, reason } of offline) {
    const label = grants.find((grant) => grant.path === path)?.label ?? '';
    notes.push(
      `The folder "${label}" ${reason}. Is its drive unplugged? Its photos stay in the index, left out of results.`,
    );
  }
  if (heldBack > 0) {
    notes.push(
      `${heldBack} photos are gone, most of a folder at once. They stay in the index and are left out of results until ` +
        'they are back, or the user accepts it with: picsift index DIR --accept-removals',
    );
  }
  const unlisted = problemCount - LISTED_PROBLEMS;
  if (unlisted > 0) notes.push(`${unlisted} more files or folders could not be read.`);
  return notes;
}

function inWords({ roots, progress, summary, problems, notes }: Output): string {
  return [
    summary === null ? `Not done yet: ${roots.join(', ')} (${progress}). ${GOES_ON}` : doneInWords(roots, summary),
    ...problems.map(problemInWords),
    ...notes.map((note) => `Note: ${note}`),
  ].join('\n');
}

const GOES_ON =
  'It goes on in the background, and what is indexed can be searched. Call reindex again to wait for the end.';

function doneInWords(roots: readonly string[], summary: NonNullable<Output['summary']>): string {
  const { added, changed, moved, removed, kept, embedded, failed, seconds, model } = summary;
  return (
    `Up to date: ${roots.join(', ')}. ${added} added, ${changed} changed, ${moved} moved, ${removed} removed, ` +
    `${kept} unchanged, ${failed} failed; ${embedded} pictures embedded with ${model} in ${seconds} s.`
  );
}
