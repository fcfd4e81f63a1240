/** Reads boxes, the container format of HEIF, CR3, JPEG 2000 and JPEG XL (ISO/IEC 14496-12, 4.2). */

export interface Box {
  /** Four characters; for a `uuid` box, "uuid" and 32 hex digits. */
  readonly type: string;
  readonly content: Buffer;
}

/** Iterate over the boxes of one level in `bytes`. An invalid size ends the list. */
export function* boxes(bytes: Buffer): Generator<Box> {
  for (let at = 0; at + 8 <= bytes.length; ) {
    let size = bytes.readUInt32BE(at);
    let header = 8;
    let type = bytes.toString('latin1', at + 4, at + 8);
    if (size === 1 && at + 16 <= bytes.length) {
      size = Number(bytes.readBigUInt64BE(at + 8));
      header = 16;
    } else if (size === 0) {
      size = bytes.length - at;
    }
    if (type === 'uuid' && at + header + 16 <= bytes.length) {
      type += bytes.toString('hex', at + header, at + header + 16);
      header += 16;
    }
    if (size < header) return;
    yield { type, content: bytes.subarray(at + header, at + size) };
    at += size;
  }
}

/** Find the content of the first box at a path of types; undefined if there is none. */
export function findBox(bytes: Buffer, ...path: readonly [string, ...string[]]): Buffer | undefined {
  const [type, ...rest] = path;
  for (const box of boxes(bytes)) {
    if (box.type === type) return rest.length === 0 ? box.content : findBox(box.content, ...(rest as [string]));
  }
  return undefined;
}
