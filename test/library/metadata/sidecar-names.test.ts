import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sidecarFinder } from '../../../src/library/metadata/sidecar-names.ts';

const file = (name: string) => ({ path: join('/p', name), size: 1, mtimeNs: 1n, status: null, device: 1 });

/** @returns a function that returns the names of a photo's sidecars. */
function finder(sidecars: readonly string[], photos: readonly string[]) {
  const find = sidecarFinder(sidecars.map(file), photos);
  return (photo: string) => find(photo).map(({ path }) => path.slice(3));
}

describe('sidecars', () => {
  it('are found by the photo’s full name and by its stem, in any case', () => {
    const photos = ['IMG_1.JPG', 'IMG_1.NEF', 'IMG_10.JPG'];
    const names = finder(['IMG_1.xmp', 'img_1.jpg.XMP', 'other.xmp'], photos);
    expect(names('IMG_1.JPG')).toEqual(['IMG_1.xmp', 'img_1.jpg.XMP']);
    expect(names('IMG_1.NEF')).toEqual(['IMG_1.xmp']);
    expect(names('IMG_10.JPG')).toEqual([]);
  });

  it('belong to the photo that is spelled like them, where names differ in case only', () => {
    const names = finder(
      ['img_1.xmp', 'IMG_1.xmp', 'b.jpg.xmp', 'c.XMP'],
      ['IMG_1.jpg', 'img_1.jpg', 'B.JPG', 'b.jpg', 'C.jpg'],
    );
    expect(names('img_1.jpg')).toEqual(['img_1.xmp']);
    expect(names('IMG_1.jpg')).toEqual(['IMG_1.xmp']);
    // The other photo has none, and does not share.
    expect(names('b.jpg')).toEqual(['b.jpg.xmp']);
    expect(names('B.JPG')).toEqual([]);
    expect(names('C.jpg')).toEqual(['c.XMP']);
  });

  it('are found in either Unicode form of a name', () => {
    const [composed, decomposed] = ['K\u00f6ln', 'Ko\u0308ln'];
    expect(finder([`${decomposed}.xmp`], [`${composed}.jpg`])(`${composed}.jpg`)).toEqual([`${decomposed}.xmp`]);
    expect(finder([`${composed}.JPG.XMP`], [`${decomposed}.jpg`])(`${decomposed}.jpg`)).toEqual([
      `${composed}.JPG.XMP`,
    ]);
    const both = finder([`${composed}.xmp`, `${decomposed}.xmp`], [`${composed}.jpg`, `${decomposed}.jpg`]);
    expect(both(`${composed}.jpg`)).toEqual([`${composed}.xmp`]);
    expect(both(`${decomposed}.jpg`)).toEqual([`${decomposed}.xmp`]);
  });

  it('of a RAW file belong to its JPEG too; the JPEG’s own is more specific', () => {
    const names = finder(
      ['PAIR.CR2.xmp', 'PAIR.JPG.xmp', 'PAIR.xmp', 'b.NEF.xmp'],
      ['PAIR.CR2', 'PAIR.JPG', 'b.heic', 'b.NEF', 'b.png'],
    );
    expect(names('PAIR.JPG')).toEqual(['PAIR.xmp', 'PAIR.CR2.xmp', 'PAIR.JPG.xmp']);
    expect(names('PAIR.CR2')).toEqual(['PAIR.xmp', 'PAIR.CR2.xmp']);
    expect(names('b.heic')).toEqual(['b.NEF.xmp']);
    // Not a twin: a RAW file beside a PNG is indexed itself.
    expect(names('b.png')).toEqual([]);
  });

  it('in the order of the folder do not matter', () => {
    const name = fc
      .constantFrom('a', 'A', '\u00e4', 'a\u0308', 'A\u0308')
      .chain((stem) => fc.constantFrom('', '.jpg', '.JPG', '.CR2').map((ending) => `${stem}${ending}.xmp`));
    const photos = ['a.jpg', 'A.jpg', '\u00e4.jpg', 'a\u0308.JPG', 'A.CR2'];
    fc.assert(
      fc.property(fc.uniqueArray(name), fc.nat(), (sidecars, turn) => {
        const at = turn % (sidecars.length || 1);
        const turned = [...sidecars.slice(at), ...sidecars.slice(0, at)];
        for (const photo of photos) expect(finder(turned, photos)(photo)).toEqual(finder(sidecars, photos)(photo));
        // No sidecar of the exact name is ignored for another spelling.
        for (const photo of photos) {
          if (sidecars.includes(`${photo}.xmp`)) expect(finder(sidecars, photos)(photo)).toContain(`${photo}.xmp`);
        }
      }),
    );
  });
});
