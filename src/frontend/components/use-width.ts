/** The width of an element, before the first picture of it is drawn and whenever it changes. */

import type { RefObject } from 'preact';
import { useLayoutEffect, useState } from 'preact/hooks';

/** @returns CSS pixels; 0 before the element is in the document. */
export function useWidth(element: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const { current } = element;
    if (current === null) return;
    const measure = () => setWidth(Math.floor(current.getBoundingClientRect().width));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(current);
    return () => observer.disconnect();
  }, [element]);
  return width;
}
