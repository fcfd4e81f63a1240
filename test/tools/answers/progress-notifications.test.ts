import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { startProgress } from '../../../tools/answers/progress-notifications.ts';

type Context = Parameters<typeof startProgress>[0];

beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] }));
afterEach(() => void vi.useRealTimers());

/** Starts the progress of a call. @returns what is sent, as it is sent. */
function started(progressToken?: string) {
  const sent: Record<string, unknown>[] = [];
  const notify = async ({ params }: { params?: Record<string, unknown> }) => void sent.push(params!);
  const mcpReq = { _meta: progressToken === undefined ? {} : { progressToken }, notify };
  return { sent, progress: startProgress({ mcpReq } as unknown as Context, 'Search photos') };
}

it('gives signs of life while a tool says nothing, and none after its end', () => {
  const { sent, progress } = started('token');
  vi.advanceTimersByTime(1_000);
  expect(sent).toEqual([]);
  vi.advanceTimersByTime(5_500);
  expect(sent).toHaveLength(3);
  expect(sent[0]).toEqual({ progressToken: 'token', progress: 0.001, message: 'Search photos' });
  const step = { progress: 3, total: 4, message: '3 of 4 photos' };
  progress.report(step);
  vi.advanceTimersByTime(4_500);
  expect(sent.slice(3)).toEqual([
    { progressToken: 'token', ...step },
    { progressToken: 'token', ...step, progress: 3.001 },
    { progressToken: 'token', ...step, progress: 3.002 },
  ]);
  progress.end();
  vi.advanceTimersByTime(60_000);
  expect(sent).toHaveLength(6);
});

it('sends only rising values, at most five a second and the last one', () => {
  const { sent, progress } = started('token');
  for (const value of [1, 2, 1, 3]) progress.report({ progress: value, total: 10, message: '' });
  vi.advanceTimersByTime(250);
  for (const value of [0, 4, 5, 10]) progress.report({ progress: value, total: 10, message: '' });
  expect(sent.map(({ progress: value }) => value)).toEqual([1, 4, 10]);
  // It is complete: nothing could be larger.
  vi.advanceTimersByTime(60_000);
  expect(sent).toHaveLength(3);
  progress.end();
});

it('sends nothing that was not requested', () => {
  const { sent, progress } = started();
  progress.report({ progress: 1, message: '' });
  vi.advanceTimersByTime(60_000);
  progress.end();
  expect(sent).toEqual([]);
});
