/**
 * Which part of this frame is on the screen. A host lets the frame of an app grow with its content and scrolls the
 * conversation around it, so the middle of the frame may be far away from what people see.
 */

import { useEffect, useState } from 'preact/hooks';

export interface Band {
  /** CSS pixels from the top of the frame. */
  readonly top: number;
  readonly height: number;
}

/** Less shows too little of a photo, more makes people look up and down. */
const [LEAST, MOST] = [320, 860];

/** @returns the part to put something into that should be seen now; measured again when the frame changes its size. */
export function useVisibleBand(): Band {
  const [band, setBand] = useState<Band>(() => bandIn({ top: 0, height: window.innerHeight }, window.innerHeight));
  useEffect(() => {
    let observer: IntersectionObserver | undefined;
    const measure = () => {
      observer?.disconnect();
      // It alone knows what the host's page hides of the frame.
      observer = new IntersectionObserver(([entry]) => {
        if (entry !== undefined) setBand(bandIn(entry.intersectionRect, window.innerHeight));
        observer?.disconnect();
      });
      observer.observe(document.documentElement);
    };
    measure();
    window.addEventListener('resize', measure);
    return () => {
      observer?.disconnect();
      window.removeEventListener('resize', measure);
    };
  }, []);
  return band;
}

function bandIn({ top, height }: Band, frame: number): Band {
  const wanted = Math.min(frame, MOST, Math.max(LEAST, height));
  return { top: Math.max(0, Math.min(top + (height - wanted) / 2, frame - wanted)), height: wanted };
}
