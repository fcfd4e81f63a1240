/** Finds a number or a code whose letters and digits look alike: a reader sees REI6 on the plate RE16. Pure. */

/**
 * The confusions that D. Crockford's Base32 forgives. More of them (5 and S, 8 and B) would find other codes too often.
 */
const LOOK_ALIKE = ['0o', '1il'] as const;

/** Return all texts that look like this one. */
export function wordingsOf(text: string): string[] {
  return [...text].reduce<string[]>(
    (wordings, character) => {
      const group = LOOK_ALIKE.find((each) => each.includes(character)) ?? character;
      return wordings.flatMap((wording) => [...group].map((each) => wording + each));
    },
    [''],
  );
}

/**
 * Decide whether a text has something that looks like a code. It must have a digit, and a letter if the code has one:
 * otherwise "look" would be the number 100, and the price 11.00 a part of the code "LL00".
 */
export function hasLookAlike(text: string, code: string): boolean {
  const [textLook, codeLook] = [lookOf(text), lookOf(code)];
  for (let at = textLook.indexOf(codeLook); at !== -1; at = textLook.indexOf(codeLook, at + 1)) {
    const found = text.slice(at, at + code.length);
    if (/\d/.test(found) && (/\p{L}/u.test(found) || !/\p{L}/u.test(code))) return true;
  }
  return false;
}

function lookOf(text: string): string {
  return text.replaceAll('o', '0').replaceAll(/[il]/g, '1');
}
