/** The reasons why a folder is not watched: error codes of the system, and one more. */

/** The system does not report all changes in the folder: see mounts.ts. */
export const SHARED = 'shared';

/** Say the reason in words that fit one folder and many. */
export function whyUnwatched(reason: string): string {
  if (reason === SHARED) return 'network drive or shared folder';
  if (reason === 'EACCES' || reason === 'EPERM') return 'no permission to read';
  return reason === 'ENAMETOOLONG' ? 'path too long' : `error ${reason}`;
}
