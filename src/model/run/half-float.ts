/** Converts numbers of 16 bits (IEEE 754 binary16), which JavaScript has no arrays for in every supported Node.js. */

/** Write numbers as halves. Those that are too large become infinite; the smallest are rounded. */
export function toHalves(values: Float32Array): Uint16Array {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  return Uint16Array.from(values, (value, index) => {
    const sign = (bits[index]! >>> 16) & 0x8000;
    const size = Math.abs(value);
    if (Number.isNaN(value)) return sign | 0x7e00;
    // From here on, halves round to infinity.
    if (size >= 65_520) return sign | 0x7c00;
    // Below 2^-14, halves are whole multiples of 2^-24.
    if (size < 2 ** -14) return sign | roundToEven(size * 2 ** 24);
    const exponent = Math.floor(Math.log2(size));
    // A mantissa that rounds up to 2 carries into the exponent by itself.
    return sign | (((exponent + 15) << 10) + roundToEven((size / 2 ** exponent - 1) * 1024));
  });
}

export function fromHalves(halves: Uint16Array): Float32Array {
  return Float32Array.from(halves, (half) => {
    const sign = half & 0x8000 ? -1 : 1;
    const exponent = (half >>> 10) & 0x1f;
    const fraction = half & 0x3ff;
    if (exponent === 0) return sign * fraction * 2 ** -24;
    if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
    return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
  });
}

function roundToEven(value: number): number {
  const down = Math.floor(value);
  const rest = value - down;
  return rest > 0.5 || (rest === 0.5 && down % 2 === 1) ? down + 1 : down;
}
