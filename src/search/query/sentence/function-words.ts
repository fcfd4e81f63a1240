/** Words that connect others and name nothing themselves, in the languages in which dates are read. Folded. */

const FUNCTION_WORDS: ReadonlySet<string> = new Set(
  [
    // English
    `a an and are as at be been by did do does for from had has have he her him his how i in into is it its me my of on
     or our she some that the their them there these they this those to was we were what when where which who with you
     your near`,
    // German
    `am an als auf aus bei beim da das dem den der des die dort ein eine einem einen einer eines er es im in ins ist
     mein meine mit nach sie sind und uns unser unsere vom von vor waren was wie wir wo zu zum zur`,
    // French
    `au aux avec ce ces cette chez dans de des du elle en est et il je la le les leur ma mes mon nos notre nous on ou par
     pour sa sans ses sous sur un une vers c d l qu s`,
    // Spanish, Portuguese
    `a al con de del desde el ella en es esta este la las los mi mis nuestra nuestras nuestro nuestros o para por se su sus un una unos y
     ao aos as com da das do dos e em na nas nos nossa nossas nosso nossos num numa os ou para no pelo pela seu sua um uma uns`,
    // Italian
    `agli ai al alla alle allo che coi col con da dai dal dalla degli dei del della delle di e gli i il in la le lo nei
     nei nel nella nostra nostre nostri nostro per sui sul sulla sulle tra un una uno`,
    // Dutch
    `aan bij de een en het hun ik met mijn naar of om onze op te tot uit van voor wij`,
    // Japanese, Chinese, Korean: particles that the segmenter separates
    `の に で と は が を へ や も から まで 的 在 和 与 에서 에 의 와 과`,
  ].flatMap((words) => words.trim().split(/\s+/)),
);

/** Decide whether a folded word only connects others. */
export function isFunctionWord(plain: string): boolean {
  return FUNCTION_WORDS.has(plain);
}
