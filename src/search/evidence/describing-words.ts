/**
 * Words that describe what pictures show: many more photos may show it than say so. The other words of a query are
 * probably names, or words that are written in the picture: "paracetamol", "douro". Pure, except that it reads the
 * dictionary.
 */

import { isEnglish } from '../query/translate/english.ts';

/** English words of descriptions that are not in the dictionary. Folded. */
const OTHERS: ReadonlySet<string> = new Set(
  `about above across advert airborne album amid another anybody anyone anything area away back background backward
   backwards bakery banner barbecue being below bend bends beside between bill billboard bit blackboard blurry
   board body bookshop both bottom busy butcher cafe came card cards carry catch catches chalkboard chase chases
   chat cinema close closed closeup clothing come comes coming corner different diner dirt dock doing down
   dressed drive drives each edge edges empty entrance envelope equipment even everybody everyone everything
   exhibition face facing far feet few flies flip floor flyer folder follow follows foreground free front full funny
   get gets getting go goes going got grassy greeting grocery ground guy guys half handwriting handwritten held
   help helps hit hits hoodie hospital hotel huge into invoice item items jar jump just kid kids kind label
   labels ladies lady last lay laying lead leaflet leap leaping leaps left letter library like logo lone lot
   made make makes making many map men menu message middle more most move moves much museum near nearby neon
   newspaper next nice nobody note notebook number object objects obstacle older onto open other others outdoor
   outdoors outfit packet page pamphlet parcel parking past person pharmacy place plaque plastic plate platform
   pointing poster price put puts putting ready real receipt receipts recipe restaurant right rocky rolling row
   run runs same sandy saying says school screen screenshot seat see seen set sets several shirtless shop shore
   shot shows side sides sign signpost signs sit sits slogan smaller somebody someone something spot sticker
   stickers store stuff supermarket surface sweater swim swims tag take takes taking text thing things throw
   thrown throws ticket tickets timetable tin title together took top toward towards track trail trick tricks
   tries trunks try trying upside vehicle very wade wading warning wear whiteboard whole women word words world
   writing written`
    .trim()
    .split(/\s+/),
);

/** Decide whether a folded word describes what pictures show. */
export function isDescribing(plain: string): boolean {
  return isEnglish(plain) || OTHERS.has(plain);
}
