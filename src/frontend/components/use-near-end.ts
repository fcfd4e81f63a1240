/** Calls a function when an element comes near the part of the page that is on the screen. */

import type { RefObject } from 'preact';
import { useEffect } from 'preact/hooks';

/** CSS pixels below the screen: some rows. */
const NEAR = 800;

/** @param onNear undefined: nothing is called. Called again after each render that leaves the element near. */
export function useNearEnd(element: RefObject<HTMLElement | null>, onNear: (() => void) | undefined): void {
  useEffect(() => {
    const { current } = element;
    if (current === null || onNear === undefined) return;
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && onNear(), {
      rootMargin: `0px 0px ${NEAR}px`,
    });
    observer.observe(current);
    return () => observer.disconnect();
  });
}
