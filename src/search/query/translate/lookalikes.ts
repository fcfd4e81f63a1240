/**
 * English words that look like a word of another language, or like a form of one: "die", "war", "fallen" (a German plural
 * of "Falle"), "entering". They never tell that a text is not English. Chosen from SCOWL, see config/places/NOTICE.md, without
 * words that photos rarely show but that are common in the other language ("strand", "boom"). Folded.
 */

/** Words that connect others. */
const CONNECTING = `
  a an and are as at be been by did do does for from had has have he her him his how i in into is it its me my no
  not of off on or our out over she so some than that the their them there these they this those through to under
  up us was we were what when where which while who with you your`;

/** Also words of names that are used in English: "mardi gras", "la la land". Regular plurals are left out. */
const OTHERS = `
  admire admirer ado adolescent agent ail al all alliance alter altering alto amiss ape arc arena ares aria armors
  art attend attendant au auto automobile backhand bad bade balance ballast ballerina balmier bank banker bans
  barbed barbers bare barer barman barrage barren barring barter bartering baton batteries bedlam better bettering
  blanches blast blitz blitzes blonde blonder bode bogs bombed bombers bone bonnet boos boot bootstrap booze
  bordering bosoms boss boutique bras bravo brief briefer brine bronze broods buggy bureau bureaux burger burro
  bushelling but cache cafeteria calve cane cannot caravan caresses cargo carte cartel carton cascade case
  casserole chalet champ chaos chat china chore circulation clef cobra code coin collar come concerti concerto
  construe content converse coral cores course court crayon crepe croci cuisine cure da dachshund dame de decorate
  defile demon dent der des di dike diner dolce dome dormant dos doses dozen drag drank drivers du due dune echo
  einstein el en encourage entering estate excursion fallen fanfare fatigue fester festering fiesta film fin foci
  fort forte fresco fume fungi fuss fusses gasses gelds goldener goldenest golfer gonna grand grande gras graven
  grill grille gross grosser grosses growers habits halt haltering handler handrails handstand handy hardier hart
  harvest hastier haute haven hell helm herd hers hoed honing hose hostage hut image indicate invite jean jersey
  journal kind kindliest knit la laden lambed lance las latte lava le lee leer legume lest libel libretto lit loop
  lop los lowering lowliest lunge main maizes male malt mama mamma mange manger manifestation manifesto mankind
  manner manors mantel mar marcher marches mardi mare mascara maul mere mes metro mince minuscule mire mist
  moldier mona moor moos motif motor moulin mousse movie multitudes muster nastier navigate neuroses noir notre
  nouveau nova nude observant observe observer omen ore ours pa pad pain pale pan pancake pane panhandler panorama
  papa parasol pared pas passer passes paste pastel pastors pate patio patrons peer pend persona petering petit
  petite piccolo pie piece pinker piste place plaid plan plaza plume podium poops pop port portable portent porter
  poses prairie pre premier premiere presenter prime primer professor pueblo pullover pup puppet queue radio
  raisin rampant rams re regal regale rent repose reunion rhinoceros ringworm rio robe rocker rode roller rook rot
  rouge rouges route rucksack rues rug sac sale salon san sap scale scene scope sec see seen serpent serviette
  singes skateboarder skates skin skit slang slap sleepers snowboarder sole soli sombre sonnet spade spectacle
  spell speller spelt spin spinster spoken spook st stab stablest stance stanza stark starker steels steeps steers
  step stepladder stern sterner sternest stock strands suave suite supplest tag taken tale tallest tape taper
  teamster tee teen telephone teller tempo temporal ten tenant thee themes tier time tire toboggan tome tong tore
  torn torrent torture tour trap trappers traverse trek tri trinket turn twee vague valise van veer vent versa
  verse via vice vie vii viola violet visors vista vita volley von voyage voyager wand wander wanderer wandering
  warmer waterskier waterskis weer wetter windsurfer wit withers wondering worst yoghurt`;

const ALL: ReadonlySet<string> = new Set(`${CONNECTING} ${OTHERS}`.trim().split(/\s+/));

/** Decide whether a folded word is English though it looks foreign. */
export function isLookalike(plain: string): boolean {
  return ALL.has(plain) || (plain.length > 3 && ALL.has(plain.replace(/s$/, '')));
}
