/** Builds a map of characters as SentencePiece writes it, from any pairs. Simple and slow. */

const LEAF = 0;

interface Node {
  readonly children: Map<number, Node>;
  /** Where its replacement begins. */
  value?: number;
}

/** @returns the map in base64, as in `tokenizer.json`. */
export function buildCharsmap(replacements: Readonly<Record<string, string>>): string {
  const root: Node = { children: new Map() };
  let texts = '';
  for (const [sequence, replacement] of Object.entries(replacements)) {
    let node = root;
    for (const byte of Buffer.from(sequence)) {
      if (!node.children.has(byte)) node.children.set(byte, { children: new Map() });
      node = node.children.get(byte)!;
    }
    node.value = Buffer.byteLength(texts);
    texts += `${replacement}\0`;
  }
  const units = new Map([[0, 0]]);
  placeChildren(root, 0, units);
  const trie = new Uint32Array(Math.max(...units.keys()) + 1);
  for (const [place, unit] of units) trie[place] = unit;
  const length = Buffer.alloc(4);
  length.writeUInt32LE(trie.byteLength);
  const bytes = Buffer.alloc(trie.byteLength);
  for (const [place, unit] of trie.entries()) bytes.writeUInt32LE(unit, 4 * place);
  return Buffer.concat([length, bytes, Buffer.from(texts)]).toString('base64');
}

/** A node's children are at its place, xor its offset, xor their byte; its value is the child of the byte 0. */
function placeChildren(node: Node, place: number, units: Map<number, number>): void {
  const bytes = [...(node.value === undefined ? [] : [LEAF]), ...node.children.keys()];
  let offset = 1;
  while (bytes.some((byte) => units.has(place ^ offset ^ byte))) offset++;
  const base = place ^ offset;
  units.set(place, units.get(place)! | (offset << 10) | (node.value === undefined ? 0 : 0x100));
  for (const byte of bytes) units.set(base ^ byte, byte);
  if (node.value !== undefined) units.set(base, (0x8000_0000 | node.value) >>> 0);
  for (const [byte, child] of node.children) placeChildren(child, base ^ byte, units);
}
