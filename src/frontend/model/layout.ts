/** Justified rows: every photo keeps its shape, and each row fills the width. Pure. */

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Row {
  /** Index of its first photo. */
  readonly first: number;
  /** CSS pixels. */
  readonly height: number;
  /** Width of each photo, in whole CSS pixels. */
  readonly widths: readonly number[];
}

export interface LayoutOptions {
  /** Width of the container, in CSS pixels. */
  readonly width: number;
  /** Height that rows should have. */
  readonly rowHeight: number;
  /** Space between photos. */
  readonly gap: number;
}

/** A panorama or a tall screenshot is cut to this shape in the grid: it would make its row too low, or itself too narrow. */
const [NARROWEST, WIDEST] = [0.55, 2.6];
/** The last row is stretched by at most this factor: else it does not fill the width. */
const MOST_STRETCH = 1.25;

/**
 * Return the shape (width / height) in which the grid shows a photo. An unknown size is a square.
 * @internal
 */
export function shapeOf({ width, height }: Size): number {
  return width > 0 && height > 0 ? Math.min(WIDEST, Math.max(NARROWEST, width / height)) : 1;
}

/**
 * Divide photos into rows. Photos that are added later change the last row only, so nothing that is on the screen jumps.
 * @returns rows whose widths and gaps add up to the width of the container; the last row may be narrower.
 */
export function justify(photos: readonly Size[], options: LayoutOptions): Row[] {
  const shapes = photos.map(shapeOf);
  const rows: Row[] = [];
  let first = 0;
  while (first < shapes.length) {
    const end = endOfRow(shapes, first, options);
    const above = rows.at(-1)?.height ?? options.rowHeight;
    const highest = end < shapes.length ? Number.POSITIVE_INFINITY : options.rowHeight * MOST_STRETCH;
    const full = fullHeight(sumOf(shapes.slice(first, end)), end - first, options);
    // A last row that is not full looks best with the height of the row above.
    rows.push(rowOf(shapes.slice(first, end), first, full <= highest ? full : Math.min(full, above)));
    first = end;
  }
  return rows;
}

/** Height at which shapes fill the width. */
function fullHeight(sum: number, count: number, { width, gap }: LayoutOptions): number {
  return Math.max(1, width - gap * (count - 1)) / sum;
}

/** Add photos to a row while that brings its height closer to the wanted one. Compared are ratios. */
function endOfRow(shapes: readonly number[], first: number, options: LayoutOptions): number {
  const distance = (sum: number, count: number) =>
    Math.abs(Math.log(fullHeight(sum, count, options) / options.rowHeight));
  let sum = shapes[first]!;
  let end = first + 1;
  for (; end < shapes.length; end++) {
    const more = sum + shapes[end]!;
    const count = end - first;
    if (distance(more, count + 1) > distance(sum, count)) break;
    sum = more;
  }
  return end;
}

function rowOf(shapes: readonly number[], first: number, height: number): Row {
  let [ideal, used] = [0, 0];
  const widths = shapes.map((shape) => {
    // Up to the rounded right edge, so that errors do not add up.
    ideal += shape * height;
    const width = Math.max(1, Math.round(ideal) - used);
    used += width;
    return width;
  });
  return { first, height: Math.max(1, Math.round(height)), widths };
}

function sumOf(shapes: readonly number[]): number {
  return shapes.reduce((sum, shape) => sum + shape, 0);
}
