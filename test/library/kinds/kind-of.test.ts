import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type KindFacts, kindOf } from '../../../src/library/kinds/kind-of.ts';

/** A file of a usual size, by its path below a folder. Without a camera. */
function kind(path: string, facts: Partial<KindFacts> = {}) {
  const file = { width: 1600, height: 1200, size: 3_000_000, camera: null, lens: null };
  return kindOf({ path: `/home/anna/Documents/Photos/${path}`, ...file, ...facts });
}

const PHONE = { camera: 'Apple iPhone 12' };
const PAGE = { lines: 12, characters: 70, share: 0.2 };

describe('kindOf', () => {
  it.each([
    'Screenshot_20240513-210400.png',
    'Screenshot20240513210400.jpg',
    'Screen Shot 2020-01-01 at 10.10.10.png',
    'Bildschirmfoto 2024-03-01 um 10.22.33.png',
    'Captura de pantalla 2024-03-01 102233.png',
    'Capture d’écran 2024-03-01 à 10.22.33.png',
    "Capture d'e\u0301cran 2024-03-01.jpg",
    'Captura de ecrã 2024-03-01.png',
    'Captura de Tela (12).png',
    'Schermata 2024-03-01 alle 10.22.33.png',
    'Schermafbeelding 2024-03-01 om 10.22.33.png',
    'Skärmavbild 2024-03-01.png',
    'Zrzut ekranu 2024-03-01.png',
    'Snímek obrazovky 2024-03-01.png',
    'Снимок экрана 2024-03-01.png',
    'Ekran Resmi 2024-03-01.png',
    'スクリーンショット 2024-03-01 10.22.33.png',
    '屏幕快照 2024-03-01.png',
    '螢幕截圖 2024-03-01.png',
    '스크린샷 2024-03-01.png',
    'Screenshots/2024-03-01 (1).jpg',
    'DCIM/Screenshots/x.jpg',
  ])('%s is a screenshot', (path) => {
    expect(kind(path)).toBe('screenshot');
  });

  it.each([
    ['scan0005.jpg', {}],
    ['Scans/Steuer 2025/img031.jpg', {}],
    ['Scan_20210312.png', {}],
    ['Pictures/Scans/img031.jpg', {}],
    ['CamScanner 03-12-2021 10.22.jpg', {}],
    ['Adobe Scan 12 Mar 2021.jpg', {}],
    ['Numérisation_20210312.jpg', {}],
    ['img031.tif', { camera: 'EPSON Perfection V39' }],
    ['img031.jpg', { camera: 'Canon CanoScan LiDE 220' }],
    ['img031.jpg', { camera: 'HP Scanjet 300' }],
    ['Receipts/2026-03-14 18.30.00.jpg', PHONE],
    ['Belege 2021/März/IMG_2041.HEIC', PHONE],
    ['IMG_2041 Stromrechnung.jpg', PHONE],
    ['2021/Factures/IMG_2041.jpg', PHONE],
    ['領収書/IMG_2041.jpg', PHONE],
    ['Mietvertrag.jpg', {}],
    ['IMG_2041.jpg', { ...PHONE, text: PAGE }],
  ])('%s %j is a document', (path, facts) => {
    expect(kind(path, facts)).toBe('document');
  });

  it.each([
    ['Zeichnungen/img001.jpg', {}],
    ['Scans/floor plan.jpg', {}],
    ['dibujo de Ana.webp', {}],
    ['図面.png', {}],
    ['export.png', { width: 900, height: 700, size: 20_000 }],
  ])('%s %j is a drawing', (path, facts) => {
    expect(kind(path, facts)).toBe('drawing');
  });

  it.each([
    ['IMG_2041.JPG', {}],
    ['IMG-20210302-WA0006.jpg', {}],
    ['IMG_2041.JPG', PHONE],
    // Names are hints. A camera says more.
    ['Screenshots/IMG_2041.JPG', PHONE],
    ['Life drawing class/IMG_2041.JPG', PHONE],
    ['Love letter.jpg', PHONE],
    ['Scans/IMG_2041.JPG', { lens: '50mm' }],
    // Parts of words are no words.
    ['Scandinavia/Iceland.jpg', {}],
    ['Drawingroom.jpg', {}],
    ['Foto ricevute/IMG_1.jpg', {}],
    ['Mes fichiers reçus/a.jpg', {}],
    // A folder far above says nothing about a photo, and one of documents holds anything.
    ['Scans/2019/Family/Summer/img031.jpg', {}],
    ['Documents/img031.jpg', {}],
    // Scans of photos, and the programs that make them.
    ['Scanned photos/img031.jpg', {}],
    ['Dias Scan 1985/012.jpg', {}],
    ['写真スキャン/012.jpg', {}],
    ['PhotoScan.jpg', {}],
    ['FastFoto_0001.jpg', {}],
    ['img031.tif', { camera: 'MINOLTA DiMAGE Scan Dual IV' }],
    ['scan0001.tif', { camera: 'Nikon SUPER COOLSCAN 5000 ED' }],
    ['scan0001.jpg', { text: { lines: 1, characters: 9, share: 0.01 } }],
    // A poster, signs, and the shelves of a shop.
    ['IMG_2041.JPG', { ...PHONE, text: { ...PAGE, lines: 6 } }],
    ['IMG_2041.JPG', { ...PHONE, text: { ...PAGE, characters: 23 } }],
    ['IMG_2041.JPG', { ...PHONE, text: { ...PAGE, share: 0.02 } }],
    ['night.png', { size: 1_500_000 }],
    ['IMG_2041.JPG', { width: 0, height: 0 }],
    ['export.png', { width: 0, height: 0 }],
  ])('%s %j is a photo', (path, facts) => {
    expect(kind(path, facts)).toBe('photo');
  });

  it('knows screenshots without a telling name by the size of a screen', () => {
    const phone = { width: 1170, height: 2532 };
    expect(kind('IMG_2041.PNG', phone)).toBe('screenshot');
    expect(kind('IMG_2041.HEIC', phone)).toBe('screenshot');
    expect(kind('2024.png', { width: 1920, height: 1080, text: PAGE })).toBe('screenshot');
    expect(kind('2024.png', { width: 2160, height: 1620 })).toBe('screenshot');
    expect(kind('IMG_2041.PNG', { ...phone, ...PHONE })).toBe('photo');
    // Messengers store photos in such sizes, as JPEG.
    expect(kind('IMG_2041.JPG', phone)).toBe('photo');
    expect(kind('IMG_2041.PNG', { width: 1170, height: 1560 })).toBe('photo');
  });

  it('takes any facts', () => {
    const number = fc.integer({ min: 0, max: 100_000 });
    const name = fc.option(fc.string({ unit: 'grapheme' }));
    const text = fc.option(
      fc.record({ lines: number, characters: number, share: fc.double({ min: 0, max: 1, noNaN: true }) }),
      {
        nil: undefined,
      },
    );
    const facts = { path: fc.string({ unit: 'grapheme' }), width: number, height: number, size: number };
    fc.assert(
      fc.property(fc.record({ ...facts, camera: name, lens: name, text }), (each) => {
        expect(['photo', 'screenshot', 'document', 'drawing']).toContain(kindOf(each));
      }),
    );
  });
});
