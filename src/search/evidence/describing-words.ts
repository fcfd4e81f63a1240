/**
 * Words that describe what pictures show: many more photos may show it than say so. The other words of a query are
 * probably names, or words that are written in the picture: "paracetamol", "douro". Pure, except that it reads the
 * dictionary.
 */

import { isEnglish } from '../query/translate/english.ts';

/** English words of descriptions that are not in the dictionary. Folded. */
const OTHERS: ReadonlySet<string> = new Set(
  `about above across airborne amid another anybody anyone anything area away back background backward backwards being
   below bend bends beside between bit body both bottom busy came carry catch catches chase chases close clothing come
   comes coming corner different dirt dock doing down dressed drive drives each edge edges empty equipment even
   everybody everyone everything face facing far feet few flies flip floor follow follows foreground free front full
   funny get gets getting go goes going got grassy ground guy guys half held help helps hit hits huge into item items
   jump just kid kids kind ladies lady last lay laying lead leap leaps leaping left like lone lot made make makes making
   many men middle more most move moves much near nearby next nice nobody number object objects obstacle older onto open
   other others outdoor outdoors outfit past person place plastic put puts putting ready real right rocky rolling row
   run runs same sandy says seat see seen set sets several shirtless shore shot shows side sides sit sits smaller
   somebody someone something spot stuff surface swim swims take takes taking thing things throw thrown throws together
   took top toward towards track trail trick tricks tries trunks try trying upside vehicle very wade wading wear whole
   women world`
    .trim()
    .split(/\s+/),
);

/** Decide whether a folded word describes what pictures show. */
export function isDescribing(plain: string): boolean {
  return isEnglish(plain) || OTHERS.has(plain);
}
