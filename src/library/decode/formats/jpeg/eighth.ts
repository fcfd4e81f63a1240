/**
 * Decodes a JPEG at an eighth of its width and height. The pixels are those of libjpeg (which sharp uses), in two thirds of
 * its time: of most coefficients only the length of their codes is looked at. For a model of 224 x 224 pixels, that is all
 * that a photo of four megapixels or more has to give.
 */

import { availableParallelism } from 'node:os';
import { setImmediate } from 'node:timers/promises';
import type { Raster } from '../raster.ts';
import { type Baseline, type Component, readBaseline } from './baseline.ts';
import { type Address, KernelRoom } from './load-kernel.ts';

/** A wrong stream is read this far beyond its end: at most six blocks of 64 coefficients with 31 bits each. */
const OVERRUN = 2048;

/** Pictures that wait for this thread at most: where there are more processors, the threads of sharp can use them. */
const MAX_IN_LINE = Math.max(2, Math.floor(8 / availableParallelism()));

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

/** A component with its places in the memory. */
interface Plane extends Component {
  readonly at: Address;
  readonly divisors: Address;
  /** Bytes in a row. */
  readonly stride: number;
  /** Samples that a block gives in each direction. */
  readonly scale: 1 | 2;
}

function decode({ width, height, components, restartInterval }: Baseline, data: Uint8Array): Raster | undefined {
  const [luma, ...differences] = components as [Component, ...Component[]];
  const across = Math.ceil(width / (8 * luma.across));
  const down = Math.ceil(height / (8 * luma.down));
  // As libvips: without the samples that only a part of a block belongs to.
  const size = { width: Math.floor(width / 8), height: Math.floor(height / 8) };
  if (size.width * size.height === 0) return undefined;

  const room = new KernelRoom();
  const { kernel } = room;
  const zigzag = room.reserve(ZIGZAG.length);
  const scratch = room.reserve(128);
  const spec = room.reserve(16 + 256);
  const tables = new Map<Uint8Array, Address>();
  for (const codes of components.flatMap(({ lowest, others }) => [lowest, others])) {
    if (!tables.has(codes)) tables.set(codes, room.reserve(kernel.TABLE_BYTES.value));
  }
  const planOf = (component: Component, scale: 1 | 2): Plane => {
    const stride = across * component.across * scale;
    const at = room.reserve(stride * down * component.down * scale);
    return { ...component, at, stride, scale, divisors: room.reserve(4 * 64) };
  };
  // Where the luma has 2 x 2 blocks for one of a difference, libjpeg takes 2 x 2 samples from that one.
  const scale = luma.across * luma.down === 4 ? 2 : 1;
  const planes = [planOf(luma, 1), ...differences.map((component) => planOf(component, scale))];
  const record = room.reserve(4 * (9 + 9 * planes.length));
  const source = room.reserve(data.length);
  const plain = room.reserve(data.length + OVERRUN);
  const rgb = room.reserve(3 * size.width * size.height);
  const bytes = room.bytes();
  if (bytes === undefined) return undefined;

  bytes.set(ZIGZAG, zigzag);
  bytes.set(data, source);
  for (const [codes, table] of tables) {
    bytes.set(codes, spec);
    if (kernel.buildTable(spec, table) === 0) return undefined;
  }
  const ints = new Int32Array(bytes.buffer);
  for (const { divisors, quants } of planes) {
    for (const [i, quant] of quants.entries()) ints[divisors / 4 + ZIGZAG[i]!] = quant;
  }
  const scan = [source, source + data.length, plain, zigzag, scratch, across, down, restartInterval, planes.length];
  const fields = planes.flatMap((plane) => [
    ...[plane.across, plane.down, tables.get(plane.lowest)!, tables.get(plane.others)!],
    ...[plane.divisors, plane.at, plane.stride, plane.scale, 0],
  ]);
  ints.set([...scan, ...fields], record / 4);
  if (kernel.decodeScan(record) === 0) return undefined;

  const [y, blue, red] = planes as [Plane, Plane?, Plane?];
  if (blue === undefined || red === undefined) {
    const rows = Array.from({ length: size.height }, (_, row) =>
      bytes.subarray(y.at + row * y.stride).subarray(0, size.width),
    );
    return { ...size, channels: 1, data: Buffer.concat(rows) };
  }
  const shift = (blocks: number) => (scale === 2 ? 0 : blocks - 1);
  kernel.toRgb(
    y.at,
    blue.at,
    red.at,
    y.stride,
    blue.stride,
    shift(luma.across),
    shift(luma.down),
    size.width,
    size.height,
    rgb,
  );
  return { ...size, channels: 3, data: bytes.slice(rgb, rgb + 3 * size.width * size.height) };
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
