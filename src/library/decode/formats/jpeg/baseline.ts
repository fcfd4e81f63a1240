/** Reads the header of the kind of JPEG that cameras write: baseline, Huffman codes, one scan, grey or YCbCr. Pure. */

import { isFrame, MARKER, segmentsOf } from './segments.ts';

export interface Baseline {
  readonly width: number;
  readonly height: number;
  /** One: grey. Three: luma, blue and red differences; the luma may have two samples for each of the others. */
  readonly components: readonly Component[];
  /** Units between two restart markers; 0: there are none. */
  readonly restartInterval: number;
  /** Position of the coded data. */
  readonly dataAt: number;
}

export interface Component {
  /** Blocks in a unit. */
  readonly across: number;
  readonly down: number;
  /** Divisors of the 64 coefficients, in zigzag order. */
  readonly quants: Uint8Array;
  /** Huffman tables of the lowest and of the other coefficients, as in the file: 16 numbers of codes, then the symbols. */
  readonly lowest: Uint8Array;
  readonly others: Uint8Array;
}

type Frame = Pick<Baseline, 'width' | 'height'> & { readonly samplings: readonly Sampling[] };
type Sampling = { readonly id: number; readonly across: number; readonly down: number; readonly quants: number };

/** @returns undefined for every other kind, and for a header with anything unusual in it. */
export function readBaseline(bytes: Buffer): Baseline | undefined {
  const quants = new Map<number, Uint8Array>();
  const huffman = new Map<number, Uint8Array>();
  let frame: Frame | undefined;
  let restartInterval = 0;
  let transform: 'jfif' | 'adobe' | undefined;
  for (const { marker, from, end } of segmentsOf(bytes)) {
    const content = bytes.subarray(from, end);
    if (marker === MARKER.quantTables) {
      if (!readQuants(content, quants)) return undefined;
    } else if (marker === MARKER.huffmanTables) {
      if (!readHuffman(content, huffman)) return undefined;
    } else if (marker === MARKER.baseline || marker === MARKER.sequential) {
      if (frame !== undefined) return undefined;
      frame = readFrame(content);
      if (frame === undefined) return undefined;
    } else if (marker === MARKER.restartInterval) {
      if (content.length !== 2) return undefined;
      restartInterval = content.readUInt16BE();
    } else if (marker === MARKER.jfif) {
      if (content.toString('latin1', 0, 5) === 'JFIF\0') transform ??= 'jfif';
    } else if (marker === MARKER.adobe) {
      // Its last byte is the transform. 1: YCbCr.
      const isAdobe = content.toString('latin1', 0, 5) === 'Adobe';
      if (isAdobe && (content.length < 12 || content[11] !== 1)) return undefined;
      if (isAdobe) transform = 'adobe';
    } else if (marker === MARKER.scan) {
      if (frame === undefined || !hasKnownColours(frame, transform)) return undefined;
      const components = readScan(content, frame, quants, huffman);
      const { width, height } = frame;
      return components && { width, height, components, restartInterval, dataAt: end };
    } else if (isFrame(marker) || !isPassedOver(marker)) {
      return undefined;
    }
  }
  return undefined;
}

/** Application segments and comments. */
function isPassedOver(marker: number): boolean {
  return (marker >= 0xe0 && marker <= 0xef) || marker === 0xfe;
}

function readQuants(content: Buffer, quants: Map<number, Uint8Array>): boolean {
  for (let at = 0; at < content.length; at += 65) {
    // The upper four bits are 1 for divisors of two bytes.
    if (content[at]! > 3 || at + 65 > content.length) return false;
    quants.set(content[at]!, content.subarray(at + 1, at + 65));
  }
  return true;
}

function readHuffman(content: Buffer, huffman: Map<number, Uint8Array>): boolean {
  for (let at = 0; at < content.length; ) {
    const symbols = content.subarray(at + 1, at + 17).reduce((sum, count) => sum + count, 0);
    const end = at + 17 + symbols;
    if (symbols > 256 || end > content.length) return false;
    huffman.set(content[at]!, content.subarray(at + 1, end));
    at = end;
  }
  return true;
}

function readFrame(content: Buffer): Frame | undefined {
  const count = content[5] ?? 0;
  if (content[0] !== 8 || content.length !== 6 + 3 * count) return undefined;
  const height = content.readUInt16BE(1);
  const width = content.readUInt16BE(3);
  const samplings = Array.from({ length: count }, (_, i) => {
    const [id, sampling, quants] = content.subarray(6 + 3 * i);
    return { id: id!, across: sampling! >> 4, down: sampling! & 15, quants: quants! };
  });
  return width * height > 0 ? { width, height, samplings: usualSamplings(samplings) } : undefined;
}

/** Grey, or a luma with one or two samples for each of the colour differences. Otherwise empty. */
function usualSamplings(samplings: Sampling[]): readonly Sampling[] {
  const [luma, ...others] = samplings;
  // A unit of a single component is one block, whatever its sampling says (T.81, A.2.2).
  if (luma !== undefined && others.length === 0) return [{ ...luma, across: 1, down: 1 }];
  const isUsual =
    others.length === 2 &&
    [1, 2].includes(luma!.across) &&
    [1, 2].includes(luma!.down) &&
    others.every(({ across, down }) => across === 1 && down === 1);
  return isUsual ? samplings : [];
}

/** Decide whether the colours are YCbCr: JFIF's always are, as are those of a file that numbers them 1, 2, 3. */
function hasKnownColours({ samplings }: Frame, transform: 'jfif' | 'adobe' | undefined): boolean {
  if (samplings.length === 1) return true;
  return transform !== undefined || samplings.every(({ id }, i) => id === i + 1);
}

function readScan(
  content: Buffer,
  { samplings }: Frame,
  quants: ReadonlyMap<number, Uint8Array>,
  huffman: ReadonlyMap<number, Uint8Array>,
): Component[] | undefined {
  const count = samplings.length;
  // All coefficients (0 to 63) in all their bits.
  const isWhole = content.subarray(1 + 2 * count).equals(Buffer.from([0, 63, 0]));
  if (count === 0 || content[0] !== count || !isWhole) return undefined;
  const components: Component[] = [];
  for (const [i, { id, across, down, quants: quantsId }] of samplings.entries()) {
    const [scanId, tables] = content.subarray(1 + 2 * i);
    const lowest = huffman.get(tables! >> 4);
    const others = huffman.get(0x10 | (tables! & 15));
    const divisors = quants.get(quantsId);
    if (scanId !== id || lowest === undefined || others === undefined || divisors === undefined) return undefined;
    components.push({ across, down, quants: divisors, lowest, others });
  }
  return components;
}
