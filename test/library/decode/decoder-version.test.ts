import { describe, expect, it } from 'vitest';
import { DECODER_VERSION, isOutdated } from '../../../src/library/decode/decoder-version.ts';
import { endingsOf, TYPE_NAMES } from '../../../src/library/files/formats.ts';

const PHOTOS = TYPE_NAMES.flatMap((type) => endingsOf(type)!.map((ending) => `/p/IMG_1${ending.toUpperCase()}`));
const outdatedIn = (decoderVersion: number, damaged: boolean) =>
  PHOTOS.filter((path) => isOutdated(path, { decoderVersion, damaged }));

describe('a photo', () => {
  it('of the present decoders is never outdated: it would be decoded in every run', () => {
    expect(outdatedIn(DECODER_VERSION, false)).toEqual([]);
    expect(outdatedIn(DECODER_VERSION, true)).toEqual([]);
  });

  it('of version 1 is outdated only in the formats whose pixels have changed since', () => {
    expect(outdatedIn(1, false)).toEqual(['/p/IMG_1.TIF', '/p/IMG_1.TIFF', '/p/IMG_1.BMP']);
  });

  it('that is damaged is outdated in every format', () => {
    expect(outdatedIn(DECODER_VERSION - 1, true)).toEqual(PHOTOS);
  });
});
