/** Rectangles at any angle around a region of text. */

export interface Rectangle {
  /** Centre. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Of the width, in radians clockwise: from -45 to 45 degrees. */
  readonly angle: number;
}

type Point = readonly [x: number, y: number];

/** Return the smallest rectangle around at least three points. */
export function smallestAround(points: Point[]): Rectangle {
  const hull = convexHull(points);
  // A side of the smallest rectangle lies on a side of the hull.
  const candidates = hull.map(([x, y], index) => {
    const [nextX, nextY] = hull[(index + 1) % hull.length]!;
    return around(hull, Math.atan2(nextY - y, nextX - x));
  });
  const area = ({ width, height }: Rectangle) => width * height;
  return candidates.reduce((best, each) => (area(each) < area(best) ? each : best));
}

/**
 * Detection marks the core of the letters only. Enlarge its rectangle to the letters on all sides, by the rule that the
 * model was trained with: area * ratio / perimeter (M. Liao and others, "Real-time scene text detection with
 * differentiable binarization", AAAI 2020).
 */
export function enlarged(rectangle: Rectangle, ratio: number): Rectangle {
  const { width, height } = rectangle;
  const margin = (width * height * ratio) / (2 * (width + height));
  return { ...rectangle, width: width + 2 * margin, height: height + 2 * margin };
}

/** Return a rectangle in a picture that is larger by these factors. They are nearly equal: the angle stays. */
export function scaled({ x, y, width, height, angle }: Rectangle, byX: number, byY: number): Rectangle {
  return { x: x * byX, y: y * byY, width: width * byX, height: height * byY, angle };
}

/** Return the upright box around a rectangle: left, top, right, bottom. */
export function boundsOf({ x, y, width, height, angle }: Rectangle): [number, number, number, number] {
  const [cos, sin] = [Math.abs(Math.cos(angle)), Math.abs(Math.sin(angle))];
  const halfWidth = (width * cos + height * sin) / 2;
  const halfHeight = (width * sin + height * cos) / 2;
  return [x - halfWidth, y - halfHeight, x + halfWidth, y + halfHeight];
}

function around(hull: readonly Point[], direction: number): Rectangle {
  // Of the four directions of the sides, the one closest to the horizontal.
  const angle = direction - (Math.PI / 2) * Math.round(direction / (Math.PI / 2));
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const along = hull.map(([x, y]) => x * cos + y * sin);
  const across = hull.map(([x, y]) => y * cos - x * sin);
  const [left, right] = [Math.min(...along), Math.max(...along)];
  const [top, bottom] = [Math.min(...across), Math.max(...across)];
  const [middleAlong, middleAcross] = [(left + right) / 2, (top + bottom) / 2];
  return {
    x: middleAlong * cos - middleAcross * sin,
    y: middleAlong * sin + middleAcross * cos,
    width: right - left,
    height: bottom - top,
    angle,
  };
}

/** Andrew's monotone chain. */
function convexHull(points: Point[]): Point[] {
  const sorted = points.toSorted(([ax, ay], [bx, by]) => ax - bx || ay - by);
  const half = (ordered: readonly Point[]) => {
    const chain: Point[] = [];
    for (const point of ordered) {
      while (chain.length >= 2 && turn(chain.at(-2)!, chain.at(-1)!, point) <= 0) chain.pop();
      chain.push(point);
    }
    return chain.slice(0, -1);
  };
  return [...half(sorted), ...half(sorted.toReversed())];
}

/** Positive if the way from a over b to c turns right. */
function turn([ax, ay]: Point, [bx, by]: Point, [cx, cy]: Point): number {
  return (bx - ax) * (cy - ay) - (by - ay) * (cx - ax);
}
