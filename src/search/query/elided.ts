/** What stands before an apostrophe in French and Italian: "l'été", "photos d'Anna", "sull'altalena", "quest'anno". Pure. */

/** A regular expression for articles, pronouns and prepositions that have lost their vowel. */
export const ELIDED = '(?:[cdjlmnst]|qu|jusqu|un|quest|quell|sott|(?:d[ae]|ne|su|a)ll)';
