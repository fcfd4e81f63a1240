/**
 * The inner loops of the matrix, in AssemblyScript: TypeScript's syntax with WebAssembly's types. `npm run build`
 * compiles them to kernel.wasm. Addresses are in bytes of the shared memory; code-memory.ts describes its layout.
 */

/**
 * Prefetch distance in bytes. Any value from 1 to 32 KB makes a scan about 20 % faster. The data after the codes of a
 * block is longer than this, so no access is out of bounds.
 */
const AHEAD = 16_384;

/**
 * Compute the dot product of the query with each row of a block. Write the rows whose score may reach a bar to `out`.
 *
 * For a row with integer product `dot` the score (up to a constant) is at most `dot * step + norm * reach`: see
 * quantiser.ts. All later steps are in double precision, as in TypeScript.
 *
 * @param codes int8, four rows interleaved: eight codes of the first, of the second, ..., then the next eight of the
 *   first.
 * @param norms float32, one for each row.
 * @param live @param mask one byte for each row: 0 in either of them skips the row.
 * @param rows a multiple of 4.
 * @param stride codes in a row, a multiple of 16.
 * @param query int16, `stride` values. No dot product exceeds 31 bits (a lane may wrap around in between).
 * @param out receives a pair of int32 for each row found: row, dot.
 * @param sums float64: the number of scanned rows, the sum of their products and the sum of the squares are added here.
 *   The next four bytes are scratch space.
 * @returns the number of rows found.
 */
export function scan(
  codes: usize,
  norms: usize,
  live: usize,
  mask: usize,
  rows: i32,
  stride: usize,
  query: usize,
  step: f64,
  reach: f64,
  bar: f64,
  out: usize,
  sums: usize,
): i32 {
  const queryEnd = query + 2 * stride;
  const steps = f64x2.splat(step);
  const reaches = f64x2.splat(reach);
  const bars = f64x2.splat(bar);
  let found = 0;
  let touched = 0;
  let count = i32x4.splat(0);
  let sum = f64x2.splat(0);
  let squares = f64x2.splat(0);

  for (let row = 0; row < rows; row += 4) {
    const kept = load<u32>(live + row) & load<u32>(mask + row);
    if (kept === 0) continue;
    // One lane for each of the four rows: all ones if the row is not skipped.
    const bytes = i32x4.replace_lane(i32x4.splat(0), 0, kept);
    const isKept = i32x4.ne(i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(bytes)), i32x4.splat(0));

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
    // Transpose and add: one lane for each row.
    const ab = i32x4.add(i32x4.shuffle(sumA, sumB, 0, 1, 4, 5), i32x4.shuffle(sumA, sumB, 2, 3, 6, 7));
    const cd = i32x4.add(i32x4.shuffle(sumC, sumD, 0, 1, 4, 5), i32x4.shuffle(sumC, sumD, 2, 3, 6, 7));
    const all = i32x4.add(i32x4.shuffle(ab, cd, 0, 2, 4, 6), i32x4.shuffle(ab, cd, 1, 3, 5, 7));
    const dots = v128.and(all, isKept);

    const low = f64x2.convert_low_i32x4_s(dots);
    const high = f64x2.convert_low_i32x4_s(i32x4.shuffle(dots, dots, 2, 3, 2, 3));
    count = i32x4.sub(count, isKept);
    sum = f64x2.add(sum, f64x2.add(low, high));
    squares = f64x2.add(squares, f64x2.add(f64x2.mul(low, low), f64x2.mul(high, high)));

    const four = v128.load(norms + 4 * row);
    const normsLow = f64x2.promote_low_f32x4(four);
    const normsHigh = f64x2.promote_low_f32x4(i32x4.shuffle(four, four, 2, 3, 2, 3));
    const reachLow = f64x2.ge(f64x2.add(f64x2.mul(low, steps), f64x2.mul(normsLow, reaches)), bars);
    const reachHigh = f64x2.ge(f64x2.add(f64x2.mul(high, steps), f64x2.mul(normsHigh, reaches)), bars);
    const reached = i32x4.bitmask(v128.and(i32x4.shuffle(reachLow, reachHigh, 0, 2, 4, 6), isKept));
    if (reached === 0) continue;
    for (let lane = 0; lane < 4; lane++) {
      if ((reached & (1 << lane)) === 0) continue;
      // The lane of an extract instruction must be a constant, so the value is read back from memory.
      v128.store(out + 8 * found + 8, dots);
      const dot = load<i32>(out + 8 * found + 8 + 4 * lane);
      store<i32>(out + 8 * found, row + lane);
      store<i32>(out + 8 * found + 4, dot);
      found++;
    }
  }
  const counted =
    i32x4.extract_lane(count, 0) +
    i32x4.extract_lane(count, 1) +
    i32x4.extract_lane(count, 2) +
    i32x4.extract_lane(count, 3);
  // Use the value, so that the compiler does not remove the loads.
  store<i32>(sums + 24, touched);
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
