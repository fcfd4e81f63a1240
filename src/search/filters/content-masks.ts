/** Turns masks of photos into masks of contents. Photos are rows of the photo table; contents, rows of the matrix. */

import type { VectorMatrix } from '../../derived/matrix/matrix.ts';
import type { PhotoTable } from '../../derived/photo-table.ts';

interface ContentMask {
  readonly rows: number;
  readonly generation: number;
  readonly mask: Uint8Array;
}

export class ContentMasks {
  readonly #matrix: Pick<VectorMatrix, 'rows' | 'generation' | 'rowOf'>;
  /** Results for the masks that scopes keep: computing one takes milliseconds for a million photos. */
  readonly #known = new WeakMap<Uint8Array, ContentMask>();

  constructor(matrix: Pick<VectorMatrix, 'rows' | 'generation' | 'rowOf'>) {
    this.#matrix = matrix;
  }

  /**
   * The contents of all photos in a mask.
   * @param mask a byte for each row of the table. The caller must not change it later.
   */
  ofAll({ columns, count }: PhotoTable, mask: Uint8Array): Uint8Array {
    const { rows, generation } = this.#matrix;
    const known = this.#known.get(mask);
    if (known?.rows === rows && known.generation === generation) return known.mask;
    const made = new Uint8Array(rows);
    for (let row = 0; row < count; row++) if (mask[row] === 1) this.#set(made, columns.content[row]!);
    this.#known.set(mask, { rows, generation, mask: made });
    return made;
  }

  /** The contents of some photos. @param rows rows of the table. */
  ofSome({ columns }: PhotoTable, rows: Uint32Array): Uint8Array {
    const made = new Uint8Array(this.#matrix.rows);
    for (const row of rows) this.#set(made, columns.content[row]!);
    return made;
  }

  #set(made: Uint8Array, contentId: number): void {
    const row = this.#matrix.rowOf(contentId);
    if (row !== undefined) made[row] = 1;
  }
}
