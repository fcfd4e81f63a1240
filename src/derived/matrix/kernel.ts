/**
 * The inner loops of the matrix, in AssemblyScript: TypeScript's syntax with WebAssembly's types. `npm run build`
 * compiles them to kernel.wasm. Addresses are in bytes of the shared memory; code-memory.ts describes its layout.
 */

/**
 * Prefetch distance of `dots` in bytes. Any value from 1 to 32 KB makes a scan about 20 % faster. The data after the codes of a
 * block is longer than this, so no access is out of bounds.
 */
const AHEAD = 16_384;

/**
 * Compute the dot product of a query with some rows of a block. Four rows in sequence are skipped if no bit of `bits` is
 * set in the masks of any of them.
 *
 * @param codes int8, four rows interleaved: eight codes of the first, of the second, ..., then the next eight of the
 *   first.
 * @param live @param mask one byte for each row. `live` is all zeros for a dead row.
 * @param bits the bits of the mask that count, in each of four bytes.
 * @param rows a multiple of 4.
 * @param stride codes in a row, a multiple of 16.
 * @param query int16, `stride` values. No dot product exceeds 31 bits (a lane may wrap around in between).
 * @param out receives an int32 for each row. The next four bytes are scratch space.
 */
export function dots(
  codes: usize,
  live: usize,
  mask: usize,
  bits: u32,
  rows: i32,
  stride: usize,
  query: usize,
  out: usize,
): void {
  const queryEnd = query + 2 * stride;
  let touched = 0;
  for (let row = 0; row < rows; row += 4) {
    if ((load<u32>(live + row) & load<u32>(mask + row) & bits) === 0) continue;
    // Four rows at a time: memory is read sequentially, and each load of the query serves four rows.
    let at = codes + <usize>row * stride;
    let sumA = i32x4.splat(0);
    let sumB = i32x4.splat(0);
    let sumC = i32x4.splat(0);
    let sumD = i32x4.splat(0);
    for (let q = query; q < queryEnd; q += 32) {
      const first = v128.load(q);
      sumA = i32x4.add(sumA, i32x4.dot_i16x8_s(v128.load_ext<i8>(at), first));
      sumB = i32x4.add(sumB, i32x4.dot_i16x8_s(v128.load_ext<i8>(at, 8), first));
      sumC = i32x4.add(sumC, i32x4.dot_i16x8_s(v128.load_ext<i8>(at, 16), first));
      sumD = i32x4.add(sumD, i32x4.dot_i16x8_s(v128.load_ext<i8>(at, 24), first));
      const second = v128.load(q, 16);
      sumA = i32x4.add(sumA, i32x4.dot_i16x8_s(v128.load_ext<i8>(at, 32), second));
      sumB = i32x4.add(sumB, i32x4.dot_i16x8_s(v128.load_ext<i8>(at, 40), second));
      sumC = i32x4.add(sumC, i32x4.dot_i16x8_s(v128.load_ext<i8>(at, 48), second));
      sumD = i32x4.add(sumD, i32x4.dot_i16x8_s(v128.load_ext<i8>(at, 56), second));
      // Touch a cache line that is needed soon: the processor's own prefetching stops at each page of 4 KB.
      touched += load<i32>(at, AHEAD);
      at += 64;
    }
    v128.store(out + 4 * row, addPairs(addHalves(sumA, sumB), addHalves(sumC, sumD)));
  }
  // Use the value, so that the compiler does not remove the loads.
  store<i32>(out + 4 * rows, touched);
}

/**
 * As `dots`, for four queries: the codes are read and widened once for all of them. That takes two thirds of the
 * processor time of four calls of `dots`. Here the memory is not what limits the speed, so it touches nothing ahead:
 * waiting for those loads would cost half as much again.
 * @param out receives `rows` int32 for each query.
 */
export function dotsOfFour(
  codes: usize,
  live: usize,
  mask: usize,
  bits: u32,
  rows: i32,
  stride: usize,
  queryA: usize,
  queryB: usize,
  queryC: usize,
  queryD: usize,
  out: usize,
): void {
  const queryEnd = queryA + 2 * stride;
  const toB = queryB - queryA;
  const toC = queryC - queryA;
  const toD = queryD - queryA;
  const length = 4 * <usize>rows;
  // Two rows at a time: more sums than these eight do not fit into the registers.
  for (let row = 0; row < rows; row += 2) {
    const four = row & ~3;
    if ((load<u32>(live + four) & load<u32>(mask + four) & bits) === 0) continue;
    let at = codes + <usize>four * stride + ((row & 2) << 3);
    let a0 = i32x4.splat(0);
    let a1 = i32x4.splat(0);
    let b0 = i32x4.splat(0);
    let b1 = i32x4.splat(0);
    let c0 = i32x4.splat(0);
    let c1 = i32x4.splat(0);
    let d0 = i32x4.splat(0);
    let d1 = i32x4.splat(0);
    for (let q = queryA; q < queryEnd; q += 16) {
      const first = v128.load_ext<i8>(at);
      const second = v128.load_ext<i8>(at, 8);
      const a = v128.load(q);
      a0 = i32x4.add(a0, i32x4.dot_i16x8_s(first, a));
      a1 = i32x4.add(a1, i32x4.dot_i16x8_s(second, a));
      const b = v128.load(q + toB);
      b0 = i32x4.add(b0, i32x4.dot_i16x8_s(first, b));
      b1 = i32x4.add(b1, i32x4.dot_i16x8_s(second, b));
      const c = v128.load(q + toC);
      c0 = i32x4.add(c0, i32x4.dot_i16x8_s(first, c));
      c1 = i32x4.add(c1, i32x4.dot_i16x8_s(second, c));
      const d = v128.load(q + toD);
      d0 = i32x4.add(d0, i32x4.dot_i16x8_s(first, d));
      d1 = i32x4.add(d1, i32x4.dot_i16x8_s(second, d));
      at += 32;
    }
    const ab = addPairs(addHalves(a0, a1), addHalves(b0, b1));
    const cd = addPairs(addHalves(c0, c1), addHalves(d0, d1));
    const to = out + 4 * <usize>row;
    v128.store_lane<i64>(to, ab, 0);
    v128.store_lane<i64>(to + length, ab, 1);
    v128.store_lane<i64>(to + 2 * length, cd, 0);
    v128.store_lane<i64>(to + 3 * length, cd, 1);
  }
}

/** Add the upper half of each vector to its lower half: two lanes remain of each. */
function addHalves(a: v128, b: v128): v128 {
  return i32x4.add(i32x4.shuffle(a, b, 0, 1, 4, 5), i32x4.shuffle(a, b, 2, 3, 6, 7));
}

/** Add each two neighbouring lanes. */
function addPairs(a: v128, b: v128): v128 {
  return i32x4.add(i32x4.shuffle(a, b, 0, 2, 4, 6), i32x4.shuffle(a, b, 1, 3, 5, 7));
}

/**
 * Write the rows whose score may reach a bar to `out`, and add up the dot products of all rows in the mask.
 *
 * For a row with integer product `dot` the score (up to a constant) is at most `dot * step + norm * reach`: see
 * quantiser.ts. All steps are in double precision, as in TypeScript.
 *
 * @param dot one int32 for each row, from `dots` or `dotsOfFour` with at least these bits.
 * @param live @param mask @param bits @param rows as for `dots`.
 * @param norms float32, one for each row.
 * @param out receives a pair of int32 for each row found: row, dot.
 * @param sums float64: the number of rows in the mask, the sum of their products and the sum of the squares are added
 *   here.
 * @returns the number of rows found.
 */
export function select(
  dot: usize,
  live: usize,
  mask: usize,
  bits: u32,
  norms: usize,
  rows: i32,
  step: f64,
  reach: f64,
  bar: f64,
  out: usize,
  sums: usize,
): i32 {
  const steps = f64x2.splat(step);
  const reaches = f64x2.splat(reach);
  const bars = f64x2.splat(bar);
  let found = 0;
  let count = i32x4.splat(0);
  let sum = f64x2.splat(0);
  let squares = f64x2.splat(0);

  for (let row = 0; row < rows; row += 4) {
    const kept = load<u32>(live + row) & load<u32>(mask + row) & bits;
    if (kept === 0) continue;
    // One lane for each of the four rows: all ones if the row is in the mask.
    const bytes = i32x4.replace_lane(i32x4.splat(0), 0, kept);
    const isKept = i32x4.ne(i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(bytes)), i32x4.splat(0));
    const four = v128.and(v128.load(dot + 4 * row), isKept);
    const low = f64x2.convert_low_i32x4_s(four);
    const high = f64x2.convert_low_i32x4_s(i32x4.shuffle(four, four, 2, 3, 2, 3));
    count = i32x4.sub(count, isKept);
    sum = f64x2.add(sum, f64x2.add(low, high));
    squares = f64x2.add(squares, f64x2.add(f64x2.mul(low, low), f64x2.mul(high, high)));

    const fourNorms = v128.load(norms + 4 * row);
    const normsLow = f64x2.promote_low_f32x4(fourNorms);
    const normsHigh = f64x2.promote_low_f32x4(i32x4.shuffle(fourNorms, fourNorms, 2, 3, 2, 3));
    const reachLow = f64x2.ge(f64x2.add(f64x2.mul(low, steps), f64x2.mul(normsLow, reaches)), bars);
    const reachHigh = f64x2.ge(f64x2.add(f64x2.mul(high, steps), f64x2.mul(normsHigh, reaches)), bars);
    const reached = i32x4.bitmask(v128.and(i32x4.shuffle(reachLow, reachHigh, 0, 2, 4, 6), isKept));
    if (reached === 0) continue;
    for (let lane = 0; lane < 4; lane++) {
      if ((reached & (1 << lane)) === 0) continue;
      store<i32>(out + 8 * found, row + lane);
      store<i32>(out + 8 * found + 4, load<i32>(dot + 4 * (row + lane)));
      found++;
    }
  }
  const counted =
    i32x4.extract_lane(count, 0) +
    i32x4.extract_lane(count, 1) +
    i32x4.extract_lane(count, 2) +
    i32x4.extract_lane(count, 3);
  store<f64>(sums, load<f64>(sums) + f64(counted));
  store<f64>(sums + 8, load<f64>(sums + 8) + f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1));
  store<f64>(sums + 16, load<f64>(sums + 16) + f64x2.extract_lane(squares, 0) + f64x2.extract_lane(squares, 1));
  return found;
}

/**
 * Compute a checksum of a block's bytes at the speed of the memory (Node's CRC-32 takes twenty times as long). This is
 * Fletcher's checksum on four lanes of 32-bit words. Sums detect changed words; sums of sums detect moved words.
 * @param bytes a multiple of 16.
 */
export function checksum(start: usize, bytes: usize): u32 {
  let sums = i32x4.splat(1);
  let sumsOfSums = i32x4.splat(0);
  for (let at = start, end = start + bytes; at < end; at += 16) {
    sums = i32x4.add(sums, v128.load(at));
    sumsOfSums = i32x4.add(sumsOfSums, sums);
  }
  let mixed: u32 = 0;
  mixed = mix(mixed, i32x4.extract_lane(sums, 0));
  mixed = mix(mixed, i32x4.extract_lane(sums, 1));
  mixed = mix(mixed, i32x4.extract_lane(sums, 2));
  mixed = mix(mixed, i32x4.extract_lane(sums, 3));
  mixed = mix(mixed, i32x4.extract_lane(sumsOfSums, 0));
  mixed = mix(mixed, i32x4.extract_lane(sumsOfSums, 1));
  mixed = mix(mixed, i32x4.extract_lane(sumsOfSums, 2));
  return mix(mixed, i32x4.extract_lane(sumsOfSums, 3));
}

/** Invertible in `word`, so one changed word always changes the result. The odd factor is FNV-1a's prime. */
function mix(hash: u32, word: u32): u32 {
  return rotl<u32>((hash ^ word) * 16777619, 13);
}
