import { describe, expect, it } from 'vitest';
import { decodePnm, isPnm } from '../../../../src/library/decode/formats/pnm.ts';

const pnm = (header: string, body: readonly number[] = []) =>
  Buffer.concat([Buffer.from(header, 'latin1'), Buffer.from(body)]);

describe('decodePnm', () => {
  it.each([
    ['plain bitmap, with and without spaces', 'P1\n3 2\n1 0 1\n010\n', [], [0, 255, 0, 255, 0, 255]],
    ['raw bitmap, each row from a new byte', 'P4\n3 2\n', [0b10100000, 0b01000000], [0, 255, 0, 255, 0, 255]],
    ['plain grey', 'P2 # comment\n2 2\n15\n0 5\n10 15\n', [], [0, 85, 170, 255]],
    ['raw grey', 'P5 2 1 100 ', [20, 100], [51, 255]],
    ['raw grey that begins with the code of "#"', 'P5 2 1 255\n', [35, 10], [35, 10]],
    ['raw grey after a comment', 'P5 2 1 255#35\n', [35, 10], [35, 10]],
    ['raw grey of two bytes', 'P5 2 1 1000 ', [1, 244, 3, 232], [128, 255]],
    ['grey with alpha', 'P7\nWIDTH 1\nHEIGHT 1\nDEPTH 2\nMAXVAL 255\nENDHDR\n', [7, 9], [7, 9]],
  ])('%s', (_, header, body, samples) => {
    expect([...decodePnm(pnm(header, body)).data]).toEqual(samples);
  });

  it.each([
    ['no size', 'P5\n'],
    ['no pixels', 'P5 0 5 255 '],
    ['an impossible maximum', 'P5 1 1 70000 .'],
    ['five channels', 'P7\nWIDTH 1\nHEIGHT 1\nDEPTH 5\nMAXVAL 255\nENDHDR\n.....'],
    ['missing samples', 'P6 100 100 255 abc'],
    ['missing numbers', 'P2 2 5 9 1 2 3               '],
    ['more pixels than any file holds', 'P6 999999999 999999999 255 abc'],
  ])('refuses %s', (_, header) => {
    expect(() => decodePnm(pnm(header))).toThrow(expect.objectContaining({ code: 'photo-unreadable' }));
  });

  it('marks a picture of which some rows are missing, and makes these grey', () => {
    expect(decodePnm(pnm('P2 2 2 9 1 9 3'))).toMatchObject({ damaged: true, data: Uint8Array.of(28, 255, 85, 128) });
    expect(decodePnm(pnm('P5 2 2 255 ', [1, 2, 3]))).toMatchObject({
      damaged: true,
      data: Uint8Array.of(1, 2, 128, 128),
    });
  });

  it('marks a picture with samples above the maximum, and refuses one of nearly nothing else', () => {
    const picture = (...samples: number[]) => decodePnm(pnm('P5 4 1 10 ', samples));
    expect(picture(10, 9, 8, 11)).toMatchObject({ damaged: true, data: Uint8Array.of(255, 230, 204, 255) });
    expect(() => picture(200, 201, 202, 203)).toThrow(/less than a quarter/);
    // A changed byte within the number of a PAM's header.
    const header = (maximum: string) => `P7\nWIDTH 1\nHEIGHT 1\nDEPTH 1\nMAXVAL ${maximum}\nENDHDR\n`;
    expect(() => decodePnm(pnm(header('2\x105'), [1]))).toThrow('its header is not valid');
  });

  it('is not recognised by its first letter alone', () => {
    expect(['P6 ', 'P1\n'].every((text) => isPnm(Buffer.from(text)))).toBe(true);
    expect(['P8 ', 'PK\x03', 'P6'].some((text) => isPnm(Buffer.from(text)))).toBe(false);
  });
});
