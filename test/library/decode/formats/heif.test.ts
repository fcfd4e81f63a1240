/** HEIC and AVIF files of every form: their primary picture, or the first frame of a sequence. */

import { describe, expect, it } from 'vitest';
import { createMemoryBudget } from '../../../../src/library/decode/memory.ts';
import { pixelHash } from '../../../../src/library/decode/pixel-hash.ts';
import { QUARTERS_HEIC } from '../../../support/photos/encoded.ts';
import { type Coded, codedIn, heifOf, sequenceOf } from '../../../support/photos/heifs.ts';
import { DISPLAYED, decode, quarters, quartersOf, UPRIGHT } from '../../../support/photos/quarters.ts';

const heic = codedIn(QUARTERS_HEIC);
const avif = async () => codedIn(await quarters().avif({ quality: 90, effort: 0 }).toBuffer());
const coders: Record<string, () => Promise<Coded>> = { heic: async () => heic, avif };
const shown = async (file: Buffer) => quartersOf(await decode(file));

describe.each(['heic', 'avif'] as const)('%s', (kind) => {
  it('with more items than libheif admits by itself', async () => {
    const coded = await coders[kind]!();
    for (const count of [1, 300, 900]) {
      expect(await shown(heifOf(coded, { brand: kind, compatible: ['mif1', kind], count }))).toBe(UPRIGHT);
    }
  });

  it('shows the primary item, wherever it is', async () => {
    const coded = await coders[kind]!();
    for (const primary of [1, 2, 3]) {
      const turned = [1, 2, 3].filter((id) => id !== primary);
      const options = { brand: kind, compatible: ['mif1', kind], count: 3, primary, turned };
      expect(await shown(heifOf(coded, options))).toBe(UPRIGHT);
      expect(await shown(heifOf(coded, { ...options, turned: [primary] }))).toBe(DISPLAYED[3]);
    }
  });

  it.each([
    ['avis', ['avif', 'avis', 'msf1', 'mif1']],
    ['mif1', ['mif1', 'miaf', 'avif']],
    ['mif1', ['mif1', 'heic']],
    ['miaf', ['mif1', 'miaf']],
    ['msf1', ['msf1', 'hevc', 'mif1', 'heic']],
    ['hevc', ['hevc', 'msf1', 'mif1']],
    ['heix', ['mif1', 'heix']],
    ['heim', ['mif1', 'heim']],
    ['isom', ['isom', 'mif1', 'heic', 'avif']],
  ])('of the brand %s', async (brand, compatible) => {
    expect(await shown(heifOf(await coders[kind]!(), { brand, compatible }))).toBe(UPRIGHT);
  });

  it('that is only a sequence: the first frame', async () => {
    const coded = await coders[kind]!();
    for (const options of [{}, { auxiliary: true }, { long: true }]) {
      const file = sequenceOf(coded, kind === 'heic' ? 'hevc' : 'avis', options);
      expect(await shown(file)).toBe(UPRIGHT);
      // Other frames could differ unnoticed.
      await expect(pixelHash(file, createMemoryBudget(600e6))).rejects.toMatchObject({ code: 'photo-unreadable' });
    }
  });

  it('that is cut off is refused', async () => {
    const coded = await coders[kind]!();
    for (const file of [
      heifOf(coded, { brand: kind, compatible: ['mif1', kind] }),
      sequenceOf(coded, kind === 'heic' ? 'hevc' : 'avis'),
    ]) {
      for (const share of [0.2, 0.5, 0.9]) {
        await expect(decode(file.subarray(0, file.length * share))).rejects.toMatchObject({ code: 'photo-unreadable' });
      }
    }
  });
});
