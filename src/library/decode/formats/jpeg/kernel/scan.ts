/**
 * Decodes the scan of a JPEG at an eighth of its size, in AssemblyScript: TypeScript's syntax with WebAssembly's types.
 * `npm run build` compiles this folder to scan.wasm. Addresses are in bytes of the memory. Scan: ITU-T T.81, annex F.2.
 */

import { flatSample, toRgb, twoByTwo } from './samples.ts';
import { buildTable, COEFFICIENTS, END, endsBlock, skipAt, symbolAt, TABLE_BYTES } from './tables.ts';

export { buildTable, TABLE_BYTES, toRgb };

// The bits that come next, from the highest bit on; how many of them are valid (at most 63); what comes after those.
let bits: u64 = 0;
let valid: u64 = 0;
let next: usize = 0;

/** End of the data that `unstuff` copied. */
let plainEnd: usize = 0;

// Fields of the records that eighth.ts writes: int32 each.
const COMPONENT_BYTES: usize = 4 * 9;

/**
 * Decode all units of the scan to the planes of its components.
 * @param scan record: source, its end, room for `unstuff`, zigzag order (bytes), scratch space of 128 bytes; units across,
 *   units down, units between restart markers or 0; number of components. Their records follow: blocks across and down in
 *   a unit, table of the lowest and of the other coefficients, divisors (int32, in rows), plane, bytes in its row, samples
 *   of a block in each direction (1 or 2), and a field that is used here.
 * @returns false if the scan has any fault: a wrong code, or data that end too early or too late.
 */
export function decodeScan(scan: usize): bool {
  let from = <usize>field(scan, 0);
  const plain = <usize>field(scan, 2);
  const across = field(scan, 5);
  const total = across * field(scan, 6);
  const interval = field(scan, 7) === 0 ? total : field(scan, 7);
  for (let first = 0, restarts = 0; first < total; first += interval, restarts++) {
    if (first > 0) {
      if (load<u8>(from, 1) !== <u8>(0xd0 + ((restarts - 1) & 7))) return false;
      from += 2;
    }
    from = unstuff(from, <usize>field(scan, 1), plain);
    if (!decodeUnits(scan, first, min(first + interval, total))) return false;
    const unread = 8 * (<i64>plainEnd - <i64>next) + <i64>valid;
    if (unread < 0 || unread > 7) return false;
  }
  return load<u8>(from) === 0xff && load<u8>(from, 1) === 0xd9;
}

function field(record: usize, index: usize): i32 {
  return load<i32>(record + 4 * index);
}

/**
 * Copy data up to a marker, without the zeros that stand behind each FF. @returns the position of the marker, or the end.
 */
function unstuff(from: usize, end: usize, to: usize): usize {
  const ones = i8x16.splat(-1);
  while (from < end) {
    const sixteen = v128.load(from);
    v128.store(to, sixteen);
    const found = <u32>i8x16.bitmask(i8x16.eq(sixteen, ones));
    const plain = <usize>(found === 0 ? 16 : ctz<u32>(found));
    from += plain;
    to += plain;
    if (found === 0) continue;
    if (load<u8>(from, 1) !== 0) break;
    from += 2;
    to += 1;
  }
  plainEnd = to;
  return from;
}

/** Decode the units [first, end) from the data that `unstuff` copied. */
function decodeUnits(scan: usize, first: i32, end: i32): bool {
  const components = scan + 36;
  const componentsEnd = components + <usize>field(scan, 8) * COMPONENT_BYTES;
  for (let component = components; component < componentsEnd; component += COMPONENT_BYTES) {
    store<i32>(component, 0, 32);
  }
  bits = 0;
  valid = 0;
  next = <usize>field(scan, 2);
  memory.fill(plainEnd, 0, 16);
  let column = first % field(scan, 5);
  let row = first / field(scan, 5);
  for (let unit = first; unit < end; unit++) {
    for (let component = components; component < componentsEnd; component += COMPONENT_BYTES) {
      const isSound =
        field(component, 7) === 1
          ? decodeFlat(component, column, row)
          : decodeTwoByTwo(component, column, row, <usize>field(scan, 3), <usize>field(scan, 4));
      if (!isSound) return false;
    }
    if (next > plainEnd + 8) return false;
    if (++column === field(scan, 5)) {
      column = 0;
      row++;
    }
  }
  return true;
}

/**
 * Decode the blocks of a component in one unit to one sample each: only the lowest coefficient counts. The others are
 * skipped. This is where the time goes, so the bits are in local variables.
 */
function decodeFlat(component: usize, column: i32, row: i32): bool {
  const across = field(component, 0);
  const down = field(component, 1);
  const lowest = <usize>field(component, 2);
  const others = <usize>field(component, 3);
  const divisor = load<i32>(<usize>field(component, 4));
  const stride = <usize>field(component, 6);
  let out = <usize>field(component, 5) + <usize>(row * down) * stride + <usize>(column * across);
  let value = field(component, 8);
  let acc = bits;
  let left = valid;
  let from = next;
  for (let y = 0; y < down; y++, out += stride) {
    for (let x = 0; x < across; x++) {
      acc |= eightFrom(from) >> left;
      from += <usize>((63 - left) >> 3);
      left |= 56;
      let found = symbolAt(lowest, <u32>(acc >> 48));
      let size = found >> 5;
      if (found === 0 || size > 15) return false;
      acc <<= found & 31;
      value += numberOf(acc, size);
      acc <<= size;
      left -= (found & 31) + size;
      if (value !== <i32>(<i16>value)) return false;
      store<u8>(out + x, flatSample(value, divisor));

      for (let reached: u32 = 1; reached !== COEFFICIENTS; ) {
        acc |= eightFrom(from) >> left;
        from += <usize>((63 - left) >> 3);
        left |= 56;
        // 56 bits are enough for two skips, or for one symbol.
        let skip = skipAt(others, acc);
        let after = reached + <u32>(skip >> 6);
        if (after < COEFFICIENTS) {
          acc <<= skip & 63;
          left -= skip & 63;
          reached = after;
          skip = skipAt(others, acc);
          after = reached + <u32>(skip >> 6);
          if (after < COEFFICIENTS) {
            acc <<= skip & 63;
            left -= skip & 63;
            reached = after;
            continue;
          }
        }
        if (after >= END && after < END + COEFFICIENTS) {
          acc <<= skip & 63;
          left -= skip & 63;
          break;
        }
        // Several coefficients do not fit into the block, or their codes into the table.
        found = symbolAt(others, <u32>(acc >> 48));
        if (found === 0) return false;
        const symbol = found >> 5;
        size = symbol & 15;
        acc <<= (found & 31) + size;
        left -= (found & 31) + size;
        if (endsBlock(symbol)) break;
        reached += (symbol >> 4) + 1;
        if (reached > COEFFICIENTS) return false;
      }
    }
  }
  bits = acc;
  valid = left;
  next = from;
  store<i32>(component, value, 32);
  return true;
}

/** The number that the highest `size` bits stand for (T.81, F.2.2.1): negative numbers begin with 0. */
function numberOf(acc: u64, size: u32): i32 {
  // Two shifts: a shift by 64 would do nothing.
  const value = <i32>((acc >> 1) >> (63 - size));
  const isNegative = <i32>(acc >> 63) - 1;
  return value - (((1 << size) - 1) & isNegative);
}

/**
 * Decode the blocks of a component in one unit to 2 x 2 samples each. Most of these blocks have few coefficients. The first
 * steps are those of `decodeFlat` again: a function for both could not change their local variables.
 * @param zigzag the place of each coefficient: bytes.
 * @param block scratch space: int16, in rows.
 */
function decodeTwoByTwo(component: usize, column: i32, row: i32, zigzag: usize, block: usize): bool {
  const across = field(component, 0);
  const down = field(component, 1);
  const lowest = <usize>field(component, 2);
  const others = <usize>field(component, 3);
  const divisors = <usize>field(component, 4);
  const stride = <usize>field(component, 6);
  let out = <usize>field(component, 5) + <usize>(2 * row * down) * stride + <usize>(2 * column * across);
  let value = field(component, 8);
  let acc = bits;
  let left = valid;
  let from = next;
  for (let y = 0; y < down; y++, out += 2 * stride) {
    for (let x = 0; x < across; x++) {
      acc |= eightFrom(from) >> left;
      from += <usize>((63 - left) >> 3);
      left |= 56;
      let found = symbolAt(lowest, <u32>(acc >> 48));
      let size = found >> 5;
      if (found === 0 || size > 15) return false;
      acc <<= found & 31;
      value += numberOf(acc, size);
      acc <<= size;
      left -= (found & 31) + size;
      if (value !== <i32>(<i16>value)) return false;

      let isFlat = true;
      for (let reached: u32 = 1; reached !== COEFFICIENTS; ) {
        acc |= eightFrom(from) >> left;
        from += <usize>((63 - left) >> 3);
        left |= 56;
        found = symbolAt(others, <u32>(acc >> 48));
        if (found === 0) return false;
        const symbol = found >> 5;
        size = symbol & 15;
        acc <<= found & 31;
        left -= (found & 31) + size;
        if (endsBlock(symbol)) break;
        if (isFlat) clear(block);
        isFlat = false;
        reached += (symbol >> 4) + 1;
        if (reached > COEFFICIENTS) return false;
        const place = <u32>load<u8>(zigzag + reached - 1);
        store<i16>(block + 2 * place, <i16>numberOf(acc, size));
        acc <<= size;
      }
      const at = out + <usize>(2 * x);
      if (isFlat) {
        const samples = <u16>flatSample(value, load<i32>(divisors)) * 0x101;
        store<u16>(at, samples);
        store<u16>(at + stride, samples);
      } else {
        store<i16>(block, <i16>value);
        if (!twoByTwo(block, divisors, at, stride)) return false;
      }
    }
  }
  bits = acc;
  valid = left;
  next = from;
  store<i32>(component, value, 32);
  return true;
}

function clear(block: usize): void {
  for (let at = block; at < block + 2 * COEFFICIENTS; at += 16) v128.store(at, i64x2.splat(0));
}

/** The next eight bytes, the first one highest. WebAssembly has no instruction for it but this. */
function eightFrom(from: usize): u64 {
  const bytes = v128.load_zero<u64>(from);
  return i64x2.extract_lane(i8x16.shuffle(bytes, bytes, 7, 6, 5, 4, 3, 2, 1, 0, 7, 6, 5, 4, 3, 2, 1, 0), 0);
}
