/** Opens the user's browser, or a folder in the program for files. */

/** A program that fails does it at once. */
const FAILS_WITHIN_MS = 1_500;

/** Open an address or a folder with the program that the system has for it. @returns false if that did not work. */
export async function openOnScreen(target: string): Promise<boolean> {
  // Loaded here because most processes open nothing.
  const { default: open } = await import('open');
  try {
    const program = await open(target);
    return await new Promise((resolve) => {
      const timer = setTimeout(resolve, FAILS_WITHIN_MS, true);
      const settle = (works: boolean) => {
        clearTimeout(timer);
        resolve(works);
      };
      program.once('error', () => settle(false));
      program.once('exit', (code) => settle(code === 0));
    });
  } catch {
    return false;
  }
}
