import { describe, expect, it } from 'vitest';
import { cropLine, type Turn } from '../../../src/reading/recognise/crop.ts';
import { decode } from '../../../src/reading/recognise/ctc.ts';
import { inLogicalOrder } from '../../../src/reading/recognise/logical-order.ts';
import { withoutPatterns } from '../../../src/reading/recognise/patterns.ts';
import { tidied } from '../../../src/reading/recognise/tidy.ts';

describe('decoding', () => {
  const characters = ['', 'a', 'b', ' '];
  /** A step for each character: '-' is the blank. */
  const decoded = (steps: string) =>
    decode(
      Float32Array.from([...steps].flatMap((step) => ['-', 'a', 'b', ' '].map((each) => (each === step ? 0.9 : 0.02)))),
      characters,
      0.25,
    );

  it('joins equal steps, and separates equal characters by a blank', () => {
    expect(decoded('-aa--ab-')).toEqual({ text: 'aab', confidence: expect.closeTo(0.9, 5) });
  });

  it('keeps spaces between characters only, and one at a time', () => {
    expect(decoded(' a  - b ').text).toBe('a b');
  });

  it('finds a space that is less probable than the blank', () => {
    const step = (...probabilities: number[]) => probabilities;
    const steps = [step(0, 1, 0, 0), step(0.6, 0, 0, 0.4), step(0, 0, 1, 0)];
    expect(decode(Float32Array.from(steps.flat()), characters, 0.25).text).toBe('a b');
    expect(decode(Float32Array.from(steps.flat()), characters, 0.5).text).toBe('ab');
  });

  it('reads nothing in blanks', () => {
    expect(decoded('---')).toEqual({ text: '', confidence: 0 });
    expect(decode(new Float32Array(), characters, 0.25)).toEqual({ text: '', confidence: 0 });
  });
});

describe('a line that is cut out', () => {
  // Two pixels: red at the left, blue at the right.
  const picture = { data: Uint8Array.from([255, 0, 0, 0, 0, 255]), width: 2, height: 1 };
  const rectangle = { x: 1, y: 0.5, width: 2, height: 1, angle: 0 };
  /** Red of the first and the last pixel in the middle row. */
  const redAtEnds = (turn: Turn) => {
    const { pixels, width } = cropLine(picture, rectangle, turn);
    const row = 2 * 48 * width + 24 * width;
    return [pixels[row]!, pixels[row + width - 1]!].map(Math.round);
  };

  it('begins at the left, and at the right when it is upside down', () => {
    expect(redAtEnds(0)).toEqual([1, -1]);
    expect(redAtEnds(2)).toEqual([-1, 1]);
  });

  it('is 48 pixels high and as long as the rectangle in this direction', () => {
    expect(cropLine(picture, rectangle, 0).width).toBe(96);
    expect(cropLine(picture, rectangle, 1).width).toBe(24);
  });
});

describe('repairs', () => {
  it.each([
    ['醤油ら一めん', '醤油らーめん'],
    ['ビ一ル', 'ビール'],
    ['も一つ', 'も一つ'],
    ['一番', '一番'],
    ['第一の', '第一の'],
    ['a一b', 'a一b'],
    ['HauptstraBe 7', 'Hauptstraße 7'],
    ['GroBstadt, FuB, heiBt, gieBen', 'Großstadt, Fuß, heißt, gießen'],
    ['GrüBe', 'Grüße'],
    ['InfoBox eBay MacBook FaceBook VITAB B 7 AB', 'InfoBox eBay MacBook FaceBook VITAB B 7 AB'],
  ])('make %s to %s', (text, expected) => {
    expect(tidied(text)).toBe(expected);
  });
});

describe('patterns', () => {
  const line = (text: string, confidence = 0.9) => ({ text, confidence });

  it('are unsure lines, and a Chinese character that is alone in its picture', () => {
    expect(withoutPatterns([line('EXIT'), line('田'), line('x', 0.3)])).toEqual([line('EXIT')]);
    expect(withoutPatterns([line('田'), line('出口')])).toEqual([line('田'), line('出口')]);
    expect(withoutPatterns([line('出口')])).toEqual([line('出口')]);
    expect(withoutPatterns([line('7')])).toEqual([line('7')]);
  });
});

describe('text from right to left', () => {
  /** What a recogniser returns: from the left end of the line to the right one. */
  const seen = (text: string) => [...text].reverse().join('');

  it('is turned, except numbers and Latin words', () => {
    expect(inLogicalOrder(seen('مرحبا بكم'))).toBe('مرحبا بكم');
    expect(inLogicalOrder(`12.50 ${seen('السعر')}`)).toBe('السعر 12.50');
    expect(inLogicalOrder(`${seen('دينار')} ١٢٣ ${seen('المجموع')}`)).toBe('المجموع ١٢٣ دينار');
    expect(inLogicalOrder(`Hotel Plaza ${seen('فندق')}`)).toBe(
      `Hotel Plaza ${seen('فندق')}`.replace(seen('فندق'), 'فندق'),
    );
    expect(inLogicalOrder(seen('שלום'))).toBe('שלום');
  });

  it('is nothing else', () => {
    for (const text of ['', 'Hotel 417', 'Гостиница', '北京 2026']) expect(inLogicalOrder(text)).toBe(text);
  });
});
