import { expect, it, vi } from 'vitest';
import { dueTimes, startSchedule } from '../../../src/indexing/watch/schedule.ts';

const [MINUTE, HOUR, DAY] = [60_000, 3_600_000, 86_400_000];
/** Local time: schedules are in local time. */
const NOON = new Date(2026, 5, 15, 12, 0, 30).getTime();
/** The next full hour. */
const ONE = NOON + HOUR - MINUTE / 2;

it('is due once at its time', () => {
  const times = dueTimes('0 * * * *', NOON);
  expect(times.next).toBe(ONE);
  expect([NOON + MINUTE, ONE - 1, ONE, ONE + 1, ONE + HOUR].map(times.isDue)).toEqual([
    false,
    false,
    true,
    false,
    true,
  ]);
});

it('makes one run of all those that a jump of the clock or a suspended machine has missed', () => {
  const times = dueTimes('* * * * *', NOON);
  expect([NOON + DAY, NOON + DAY + 1].map(times.isDue)).toEqual([true, false]);
});

it('continues at the earlier time when the clock is set back', () => {
  const times = dueTimes('0 * * * *', NOON + DAY);
  expect(times.next).toBe(ONE + DAY);
  expect(times.isDue(NOON)).toBe(false);
  expect(times.next).toBe(ONE);
  expect(times.isDue(ONE)).toBe(true);
});

it('has no next run after its last time', () => {
  expect(dueTimes('0 0 30 2 *', NOON)).toMatchObject({ next: null });
});

it('calls its function when it is due', async () => {
  const run = vi.fn();
  const schedule = startSchedule('* * * * * *', run);
  expect(schedule.nextRun()).toBeGreaterThan(Date.now() - 1);
  await vi.waitFor(() => expect(run).toHaveBeenCalled(), { timeout: 30_000, interval: 20 });
  schedule.stop();
});
