/** Decodes the Netpbm formats PBM, PGM, PPM (plain and raw) and PAM (netpbm.sourceforge.net/doc, pbm(5) to pam(5)). */

import { PicsiftError } from '../../../base/errors.ts';
import { MISSING, type Raster, requireShown, type Size } from './raster.ts';

interface Header extends Size {
  readonly channels: 1 | 2 | 3 | 4;
  /** The largest sample; 1 to 65535. */
  readonly maxval: number;
  /** Position of the samples. */
  readonly dataAt: number;
  readonly encoding: 'ascii' | 'binary' | 'bits' | 'ascii-bits';
}

const SAMPLES: Record<string, Pick<Header, 'channels' | 'encoding'>> = {
  P1: { channels: 1, encoding: 'ascii-bits' },
  P2: { channels: 1, encoding: 'ascii' },
  P3: { channels: 3, encoding: 'ascii' },
  P4: { channels: 1, encoding: 'bits' },
  P5: { channels: 1, encoding: 'binary' },
  P6: { channels: 3, encoding: 'binary' },
};

/** Headers are short, but may contain comments. */
const MAX_HEADER_BYTES = 4096;

export function isPnm(bytes: Buffer): boolean {
  return /^P[1-7]\s/.test(bytes.toString('latin1', 0, 3));
}

/** @throws PicsiftError `photo-unreadable`. */
export function pnmHeader(bytes: Buffer): Header {
  const text = bytes.toString('latin1', 0, MAX_HEADER_BYTES);
  const header = text.startsWith('P7') ? pamHeader(text) : plainHeader(text);
  if (header === undefined || header.maxval < 1 || header.maxval > 65_535 || header.width * header.height === 0) {
    throw new PicsiftError('photo-unreadable', 'its header is not valid');
  }
  return header;
}

function plainHeader(text: string): Header | undefined {
  const kind = SAMPLES[text.slice(0, 2)]!;
  const isBits = kind.encoding.endsWith('bits');
  const number = String.raw`(?:\s+|#[^\n\r]*[\n\r])+(\d{1,9})`;
  // One whitespace character ends the header; a comment may precede it. After it, "#" is a sample in raw formats.
  const comment = String.raw`(?:${kind.encoding.startsWith('ascii') ? String.raw`\s*` : ''}#[^\n\r]*)?`;
  const match = new RegExp(`^P\\d${number}${number}${isBits ? '' : number}${comment}\\s`).exec(text);
  if (match === null) return undefined;
  const [whole, width, height, maxval = '1'] = match;
  return { ...kind, width: Number(width), height: Number(height), maxval: Number(maxval), dataAt: whole.length };
}

function pamHeader(text: string): Header | undefined {
  const end = /\nENDHDR[^\n]*\n/.exec(text);
  if (end === null) return undefined;
  const field = (name: string) => Number(new RegExp(`\\n${name}\\s+(\\d{1,9})\\s`).exec(text)?.[1] ?? 0);
  const channels = field('DEPTH');
  if (channels !== 1 && channels !== 2 && channels !== 3 && channels !== 4) return undefined;
  const dataAt = end.index + end[0].length;
  const size = { width: field('WIDTH'), height: field('HEIGHT') };
  return { ...size, channels, maxval: field('MAXVAL'), dataAt, encoding: 'binary' };
}

/** @throws PicsiftError `photo-unreadable` if more than three quarters of the picture are missing. */
export function decodePnm(bytes: Buffer): Raster {
  const header = pnmHeader(bytes);
  const { width, height, channels, maxval, encoding } = header;
  const body = bytes.subarray(header.dataAt);
  const rowSamples = width * channels;
  // The least that a sample of digits takes; the last needs no space after it.
  const sampleBytes = encoding === 'ascii' || maxval > 255 ? 2 : 1;
  const rowBytes = encoding === 'bits' ? Math.ceil(width / 8) : rowSamples * sampleBytes;
  const isDigits = encoding.startsWith('ascii');
  const present = Math.min(height, Math.floor((body.length + (isDigits ? 1 : 0)) / rowBytes));
  requireShown(present / height);
  const data = new Uint8Array(rowSamples * height).fill(MISSING);
  let wrong = 0;
  const to8Bits = (sample: number) => {
    if (sample <= maxval) return Math.round((255 * sample) / maxval);
    wrong++;
    return 255;
  };
  let rows = present;
  if (encoding === 'ascii') rows = Math.floor(readAscii(body, data, false, to8Bits) / rowSamples);
  else if (encoding === 'ascii-bits') rows = Math.floor(readAscii(body, data, true, blackIsOne) / rowSamples);
  else if (encoding === 'bits') readBits(body, data.subarray(0, rows * rowSamples), width);
  else readBinary(body, data.subarray(0, rows * rowSamples), sampleBytes, to8Bits);
  return { width, height, channels, data, damaged: requireShown(rows / height - wrong / data.length) };
}

function blackIsOne(sample: number): number {
  return sample === 0 ? 255 : 0;
}

/** Unpack eight pixels per byte; each row starts a new byte. 1 is black. */
function readBits(body: Buffer, data: Uint8Array, width: number): void {
  const rowBytes = Math.ceil(width / 8);
  for (let i = 0; i < data.length; i++) {
    const x = i % width;
    const byte = body[((i - x) / width) * rowBytes + (x >> 3)]!;
    data[i] = blackIsOne((byte >> (7 - (x & 7))) & 1);
  }
}

type To8Bits = (sample: number) => number;

function readBinary(body: Buffer, data: Uint8Array, sampleBytes: number, to8Bits: To8Bits): void {
  for (let i = 0; i < data.length; i++) {
    data[i] = to8Bits(sampleBytes === 2 ? body[2 * i]! * 256 + body[2 * i + 1]! : body[i]!);
  }
}

/** @returns the number of samples in the file. */
function readAscii(body: Buffer, data: Uint8Array, isBits: boolean, to8Bits: To8Bits): number {
  let at = 0;
  for (let i = 0; i < data.length; i++) {
    while (at < body.length && !isDigit(body[at]!)) at++;
    if (at >= body.length) return i;
    let sample = 0;
    // Plain PBM needs no space between its digits.
    do sample = sample * 10 + body[at++]! - 48;
    while (!isBits && at < body.length && isDigit(body[at]!));
    data[i] = to8Bits(sample);
  }
  return data.length;
}

function isDigit(byte: number): boolean {
  return byte >= 48 && byte <= 57;
}
