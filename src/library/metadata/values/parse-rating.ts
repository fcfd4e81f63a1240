/** Parses ratings. Pure. */

/** @returns 1 to 5 stars; -1: rejected; 0: the field says that the photo is not rated; null: it says nothing valid. */
export function stars(text: string | null): number | null {
  const rating = numberIn(text);
  // Some programs write "3.0". `|| 0` removes the sign of -0.
  return rating >= -1 && rating <= 5 ? Math.round(rating) || 0 : null;
}

/** Windows writes 1, 25, 50, 75 and 99 for one to five stars, and shows other values as the nearest of them. */
export function starsOfPercent(text: string | null): number | null {
  const percent = numberIn(text);
  if (!(percent >= 0 && percent <= 100)) return null;
  return percent === 0 ? 0 : Math.min(Math.round(percent / 25) + 1, 5);
}

function numberIn(text: string | null): number {
  const trimmed = (text ?? '').trim().replace(',', '.');
  return trimmed.length > 20 || !/^[+-]?\d+(?:\.\d*)?$/.test(trimmed) ? Number.NaN : Number(trimmed);
}
