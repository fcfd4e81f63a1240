/** The unit in which evidence is compared with pictures. Pure. */

/**
 * Compute about the difference between the best photo's cosine and the mean. For n photos it is sqrt(2 ln n) standard
 * deviations by chance (largest of n normal values). Measured with `npm run bench -- words`.
 */
export function bonusUnit({ count, deviation }: { readonly count: number; readonly deviation: number }): number {
  return Math.sqrt(2 * Math.log(Math.max(1, count))) * deviation;
}
