/**
 * Huffman tables of a JPEG, in AssemblyScript: TypeScript's syntax with WebAssembly's types. Addresses are in bytes of the
 * memory. Codes: ITU-T T.81, annex C and F.1.2.
 */

/** A first look-up takes this many bits. Few codes are longer. */
const SHORT_BITS: u32 = 11;
/** A look-up that skips several coefficients takes this many: half of the processor's fastest memory holds the table. */
const SKIP_BITS: u32 = 13;

// The parts of a table in memory, after the short codes.
const LIMITS: usize = 2 << SHORT_BITS;
const OFFSETS: usize = LIMITS + 4 * 17;
const SYMBOLS: usize = OFFSETS + 4 * 17;
const SKIPS: usize = SYMBOLS + 256;
/** Size of a table. */
export const TABLE_BYTES: usize = SKIPS + (2 << SKIP_BITS);

export const COEFFICIENTS: u32 = 64;
/** Added to the coefficients of a skip that ends the block. */
export const END: u32 = 128;
/** Symbol that stands for 16 coefficients of zero. Every other symbol without bits for a value ends the block. */
const SIXTEEN_ZEROS: u32 = 0xf0;

/**
 * Build a table.
 * @param spec bytes: 16 numbers of codes, one for each length, then the symbols.
 * @param table receives, in this order: for each SHORT_BITS uint16, `length | symbol << 5`, or 0 if the code is longer; for
 *   each length uint32, the end of its codes as 16 bits; for each length int32, what leads from a code to its symbol's
 *   place; the symbols; for each SKIP_BITS uint16, `bits | coefficients << 6`.
 * @returns false if the numbers make no Huffman code.
 */
export function buildTable(spec: usize, table: usize): bool {
  memory.fill(table, 0, LIMITS);
  let code: u32 = 0;
  let place: u32 = 0;
  for (let length: u32 = 1; length <= 16; length++) {
    const count = <u32>load<u8>(spec + length - 1);
    if (place + count > 256 || code + count > (<u32>1) << length) return false;
    store<i32>(table + OFFSETS + 4 * length, <i32>place - <i32>code);
    for (let i: u32 = 0; i < count; i++, code++, place++) {
      const symbol = <u32>load<u8>(spec + 16 + place);
      store<u8>(table + SYMBOLS + place, <u8>symbol);
      if (length > SHORT_BITS) continue;
      const first = code << (SHORT_BITS - length);
      const end = (code + 1) << (SHORT_BITS - length);
      for (let at = first; at < end; at++) store<u16>(table + 2 * at, <u16>(length | (symbol << 5)));
    }
    store<u32>(table + LIMITS + 4 * length, code << (16 - length));
    code <<= 1;
  }
  buildSkips(table);
  return true;
}

/** For each sequence of SKIP_BITS bits, skip all coefficients whose codes are complete in it. */
function buildSkips(table: usize): void {
  for (let sequence: u32 = 0; sequence < 1 << SKIP_BITS; sequence++) {
    let used: u32 = 0;
    let coefficients: u32 = 0;
    while (used < SKIP_BITS && coefficients < END) {
      const found = symbolAt(table, (sequence << (16 - SKIP_BITS + used)) & 0xffff);
      const length = found & 31;
      if (length === 0 || used + length > SKIP_BITS) break;
      const symbol = found >> 5;
      const more = endsBlock(symbol) ? END : (symbol >> 4) + 1;
      if (more < END && coefficients + more >= COEFFICIENTS) break;
      coefficients += more;
      used += length + (symbol & 15);
    }
    // No block has room for so many coefficients: the caller then decodes one symbol.
    const entry = coefficients === 0 ? COEFFICIENTS << 6 : used | (coefficients << 6);
    store<u16>(table + SKIPS + 2 * sequence, <u16>entry);
  }
}

/** Decide whether no coefficient of the block follows, as libjpeg decides it. */
export function endsBlock(symbol: u32): bool {
  return (symbol & 15) === 0 && symbol !== SIXTEEN_ZEROS;
}

/** Find the code at the start of 16 bits. @returns `length | symbol << 5`, or 0 if no code begins so. */
export function symbolAt(table: usize, bits: u32): u32 {
  const found = <u32>load<u16>(table + ((bits >> (16 - SHORT_BITS)) << 1));
  return found !== 0 ? found : longSymbolAt(table, bits);
}

function longSymbolAt(table: usize, bits: u32): u32 {
  for (let length: u32 = SHORT_BITS + 1; length <= 16; length++) {
    if (bits >= load<u32>(table + LIMITS + 4 * length)) continue;
    const place = <i32>(bits >> (16 - length)) + load<i32>(table + OFFSETS + 4 * length);
    return length | ((<u32>load<u8>(table + SYMBOLS + place)) << 5);
  }
  return 0;
}

/** Look up how many coefficients can be skipped. @param bits what comes next, from the highest bit on. */
export function skipAt(table: usize, bits: u64): u64 {
  return <u64>load<u16>(table + <usize>((bits >> (64 - SKIP_BITS)) << 1), SKIPS);
}
