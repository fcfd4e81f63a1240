/**
 * Decodes a JPEG at an eighth of its width and height. The pixels are those of libjpeg (which sharp uses), in two thirds of
 * its time: of most coefficients only the length of their codes is looked at. For a model of 224 x 224 pixels, that is all
 * that a photo of four megapixels or more has to give.
 */

import { availableParallelism } from 'node:os';
import { setImmediate } from 'node:timers/promises';
import type { Raster, Size } from '../raster.ts';
import { type Baseline, type Component, readBaseline } from './baseline.ts';
import { type Address, KernelMemory } from './kernel-memory.ts';

/** Pictures that wait for this thread at most: where there are more processors, the threads of sharp can use them. */
const MAX_IN_LINE = Math.max(2, Math.floor(8 / availableParallelism()));
/** A wrong stream is read this far beyond its end: at most six blocks of 64 coefficients with 31 bits each. */
const OVERRUN = 2048;

let inLine = 0;

/**
 * Decode the picture as it is stored.
 * @returns undefined if sharp must do it: for another kind of JPEG, for a stream with any fault, and while too many
 *   pictures wait for this thread.
 */
export async function decodeEighth(bytes: Buffer): Promise<Raster | undefined> {
  if (inLine >= MAX_IN_LINE) return undefined;
  inLine++;
  try {
    // Let the requests that have arrived by now be counted.
    await setImmediate();
    const baseline = readBaseline(bytes);
    return baseline && decode(baseline, bytes.subarray(baseline.dataAt));
  } finally {
    inLine--;
  }
}

/** Where everything is in the kernel's memory. */
interface Layout {
  readonly zigzag: Address;
  /** Room for one block. */
  readonly scratch: Address;
  /** Room for a Huffman table as it stands in the file. */
  readonly codes: Address;
  readonly tables: ReadonlyMap<Uint8Array, Address>;
  readonly planes: readonly Plane[];
  /** See `decodeScan` in kernel/scan.ts. */
  readonly record: Address;
  /** The coded data, as in the file and without the bytes that only mark it. */
  readonly source: Address;
  readonly plain: Address;
  readonly rgb: Address;
}

/** A component and its samples. */
interface Plane extends Component {
  readonly at: Address;
  readonly divisors: Address;
  /** Bytes in a row. */
  readonly stride: number;
  /** Samples that a block gives in each direction. */
  readonly scale: 1 | 2;
}

/** Units of the scan. */
interface Units {
  readonly across: number;
  readonly down: number;
}

function decode(baseline: Baseline, data: Uint8Array): Raster | undefined {
  const { width, height, components } = baseline;
  // As libvips: without the samples that only a part of a block belongs to.
  const size = { width: Math.floor(width / 8), height: Math.floor(height / 8) };
  if (size.width * size.height === 0) return undefined;
  const { across, down } = components[0]!;
  const units = { across: Math.ceil(width / (8 * across)), down: Math.ceil(height / (8 * down)) };

  const memory = new KernelMemory();
  const layout = layOut(memory, components, units, data.length, size);
  const bytes = memory.bytes();
  if (bytes === undefined) return undefined;
  const isSound =
    buildTables(memory, bytes, layout) &&
    memory.kernel.decodeScan(writeScan(bytes, layout, units, baseline.restartInterval, data)) !== 0;
  return isSound ? rasterOf(memory, bytes, layout, size) : undefined;
}

function layOut(
  memory: KernelMemory,
  components: readonly Component[],
  units: Units,
  dataLength: number,
  size: Size,
): Layout {
  const tables = new Map<Uint8Array, Address>();
  for (const codes of components.flatMap(({ lowest, others }) => [lowest, others])) {
    if (!tables.has(codes)) tables.set(codes, memory.reserve(memory.kernel.TABLE_BYTES.value));
  }
  // Where the luma has 2 x 2 blocks for one of a colour difference, libjpeg takes 2 x 2 samples from that one.
  const differenceScale = components[0]!.across * components[0]!.down === 4 ? 2 : 1;
  const planes = components.map((component, i): Plane => {
    const scale = i === 0 ? 1 : differenceScale;
    const stride = units.across * component.across * scale;
    const at = memory.reserve(stride * units.down * component.down * scale);
    return { ...component, at, stride, scale, divisors: memory.reserve(4 * 64) };
  });
  return {
    tables,
    planes,
    zigzag: memory.reserve(ZIGZAG.length),
    scratch: memory.reserve(2 * 64),
    codes: memory.reserve(16 + 256),
    record: memory.reserve(4 * (9 + 9 * planes.length)),
    source: memory.reserve(dataLength),
    plain: memory.reserve(dataLength + OVERRUN),
    rgb: memory.reserve(3 * size.width * size.height),
  };
}

function buildTables({ kernel }: KernelMemory, bytes: Uint8Array, { tables, codes: at }: Layout): boolean {
  return [...tables].every(([codes, table]) => {
    bytes.set(codes, at);
    return kernel.buildTable(at, table) !== 0;
  });
}

/** Write what the scan needs. @returns the address of its record. */
function writeScan(
  bytes: Uint8Array,
  { zigzag, scratch, tables, planes, record, source, plain }: Layout,
  { across, down }: Units,
  restartInterval: number,
  data: Uint8Array,
): Address {
  bytes.set(ZIGZAG, zigzag);
  bytes.set(data, source);
  const ints = new Int32Array(bytes.buffer);
  for (const { divisors, quants } of planes) {
    for (const [i, quant] of quants.entries()) ints[divisors / 4 + ZIGZAG[i]!] = quant;
  }
  const scan = [source, source + data.length, plain, zigzag, scratch, across, down, restartInterval, planes.length];
  const components = planes.flatMap((plane) => [
    ...[plane.across, plane.down, tables.get(plane.lowest)!, tables.get(plane.others)!],
    ...[plane.divisors, plane.at, plane.stride, plane.scale, 0],
  ]);
  ints.set([...scan, ...components], record / 4);
  return record;
}

function rasterOf({ kernel }: KernelMemory, bytes: Uint8Array, { planes, rgb }: Layout, size: Size): Raster {
  const { width, height } = size;
  const [luma, blue, red] = planes as [Plane, Plane?, Plane?];
  if (blue === undefined || red === undefined) {
    const rows = Array.from({ length: height }, (_, row) =>
      bytes.subarray(luma.at + row * luma.stride).subarray(0, width),
    );
    return { ...size, channels: 1, data: Buffer.concat(rows) };
  }
  // A sample of a difference is for two pixels where its block has as many samples as one of two blocks of the luma.
  const shifts = [luma.across, luma.down].map((blocks) => (blue.scale === 2 ? 0 : blocks - 1)) as [number, number];
  kernel.toRgb(luma.at, blue.at, red.at, luma.stride, blue.stride, ...shifts, width, height, rgb);
  return { ...size, channels: 3, data: bytes.slice(rgb, rgb + 3 * width * height) };
}

/** Places of the coefficients, in rows (T.81, figure A.6). */
const ZIGZAG = zigzagOf(8);

/** Go through the diagonals, every other one upwards. */
function zigzagOf(side: number): Uint8Array {
  const places = Array.from({ length: side * side }, (_, place) => ({
    row: Math.floor(place / side),
    column: place % side,
  }));
  const diagonal = ({ row, column }: (typeof places)[number]) => row + column;
  const along = (place: (typeof places)[number]) => (diagonal(place) % 2 === 0 ? place.column : place.row);
  places.sort((a, b) => diagonal(a) - diagonal(b) || along(a) - along(b));
  return Uint8Array.from(places, ({ row, column }) => row * side + column);
}
