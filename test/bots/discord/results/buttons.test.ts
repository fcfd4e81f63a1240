import { describe, expect, test } from 'vitest';
import { createButtons } from '../../../../bots/discord/results/buttons.ts';

const ADA = { userId: 'ada', guildId: 'family', channelIds: ['photos'] };
const HOUR_MS = 60 * 60 * 1000;

const press = (query: string) => ({ kind: 'search', search: { query, limit: 3, pages: [] } }) as const;

describe('a button', () => {
  test('is for the person who got it, in the place where they got it', () => {
    const buttons = createButtons();
    const id = buttons.add(press('dog'), ADA);
    expect(buttons.pressed(id, ADA)).toEqual(press('dog'));
    expect(buttons.pressed(id, { ...ADA, userId: 'bob' })).toBe('not-yours');
    expect(buttons.pressed(id, { ...ADA, guildId: 'studio' })).toBe('expired');
    expect(buttons.pressed(id, { ...ADA, channelIds: ['elsewhere', 'photos'] })).toBe('expired');
    expect(buttons.pressed('made-up', ADA)).toBe('expired');
  });

  test('works for an hour, any number of times', () => {
    let now = 1;
    const buttons = createButtons(() => now);
    const id = buttons.add(press('dog'), ADA);
    now += HOUR_MS - 1;
    expect(buttons.pressed(id, ADA)).toEqual(press('dog'));
    const later = buttons.add(press('cat'), ADA);
    now += 2;
    expect(buttons.pressed(id, ADA)).toBe('expired');
    expect(buttons.pressed(later, ADA)).toEqual(press('cat'));
  });

  test('is forgotten after 10,000 other buttons were used', () => {
    const buttons = createButtons();
    const [first, second] = [buttons.add(press('first'), ADA), buttons.add(press('second'), ADA)];
    for (let count = 2; count < 10_000; count++) buttons.add(press('more'), ADA);
    expect(buttons.pressed(first, ADA)).toEqual(press('first'));
    buttons.add(press('one too many'), ADA);
    expect(buttons.pressed(first, ADA)).toEqual(press('first'));
    expect(buttons.pressed(second, ADA)).toBe('expired');
  });
});
