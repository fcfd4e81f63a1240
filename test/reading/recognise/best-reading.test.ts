import { expect, it } from 'vitest';
import { bestReading } from '../../../src/reading/recognise/best-reading.ts';
import type { Recogniser } from '../../../src/reading/recognise/recogniser.ts';

const PICTURE = { data: new Uint8Array(3), width: 1, height: 1 };
/** Ten times as long as it is thick. */
const LINE = { x: 0, y: 0, width: 400, height: 40, angle: 0 };

/** Reads an upright line like this, and one upside down without confidence. */
function recogniser(text: string, confidence: number) {
  const asked: number[] = [];
  const read: Recogniser['read'] = async (_picture, _rectangle, turn) => {
    asked.push(turn);
    return turn === 0 ? { text, confidence, turn } : { text: '?', confidence: 0.1, turn };
  };
  return { asked, open: async (): Promise<Recogniser> => ({ read, close: async () => {} }) };
}

async function read(...recognisers: ReturnType<typeof recogniser>[]): Promise<string> {
  const best = await bestReading(
    recognisers.map(({ open }) => open),
    PICTURE,
    LINE,
    [0, 0, 0, 0],
  );
  return best.text;
}

it('asks no other recogniser for a line that the first one reads surely', async () => {
  const second = recogniser('ноте1 бегlin', 0.99);
  expect(await read(recogniser('Hotel Berlin', 0.97), second)).toBe('Hotel Berlin');
  expect(second.asked).toEqual([]);
});

it('prefers the script whose letters fit better, and the first one where both fit', async () => {
  expect(await read(recogniser('3aBTpaKN c 8', 0.85), recogniser('завтраки с 8', 0.96))).toBe('завтраки с 8');
  expect(await read(recogniser('Hotel Berlin', 0.9), recogniser('Нотel Вerlin', 0.88))).toBe('Hotel Berlin');
});

it('does not count a few sure characters of a long line', async () => {
  expect(await read(recogniser('12', 0.97), recogniser('завтраки с 8 до 12', 0.9))).toBe('завтраки с 8 до 12');
});

it('takes what there is with one recogniser, and turns only what is not sure', async () => {
  const [sure, unsure] = [recogniser('12', 0.85), recogniser('12', 0.7)];
  expect(await read(sure)).toBe('12');
  expect(await read(unsure)).toBe('12');
  expect([sure.asked, unsure.asked]).toEqual([[0], [0, 2]]);
});
