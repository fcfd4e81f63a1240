/**
 * English words that look like a word of another language, or like a form of one: "die", "war", "fallen" (a German plural
 * of "Falle"), "entering". They never tell that a text is not English. Chosen from SCOWL, see places/NOTICE.md, without
 * words that photos rarely show but that are common in the other language ("strand", "boom"). Folded.
 */

/** Words that connect others. */
const CONNECTING = `
  a an and are as at be been by did do does for from had has have he her him his how i in into is it its me my no
  not of off on or our out over she so some than that the their them there these they this those through to under
  up us was we were what when where which while who with you your`;

/** Also words of names that are used in English: "mardi gras", "la la land". Regular plurals are left out. */
const OTHERS = `
  admire admirer ado adolescent agent al all alliance alter altering alto amiss ape arena ares aria armors art au auto
  automobile backhand bad bade balance ballast ballerina balmier bank banker bans barbed barbers bare barer barman
  barren barring barter bartering baton batteries bedlam better bettering blanches blast blitz blitzes blonde
  blonder bode bombed bombers bone bonnet boot bootstrap bordering bosoms boss boutique bras brief briefer brine
  bronze broods buggy bureau bureaux burger burro bushelling but cafeteria cane cannot caravan caresses cargo
  carte cartel carton cascade case casserole champ chaos chat chore cobra code coin collar come concerti concerto
  construe content converse coral cores course court cuisine cure da dachshund dame de defile dent der des di dike
  diner dome dormant dos dozen drag drank du due einstein el en entering estate excursion fallen fanfare fatigue
  fester festering fiesta film fin fungi fuss fusses gasses gelds goldener goldenest golfer grand grande gras
  grill grille gross grosser grosses growers habits halt haltering handler handstand handy hardier hart harvest
  hastier haute haven hell helm herd hers hoed hose hostage hut image invite jean jersey journal kind kindliest
  knit la laden lambed lance las latte lava le lee leer legume lest libretto lit loop lop los lowering lowliest
  lunge main male malt mama mamma mange manger mankind manner manors mantel mar marcher marches mardi mare mascara
  maul mere mes metro minuscule mire mist moldier motor moulin movie multitudes nastier neuroses noir nouveau nova
  nude observant observe observer omen ore ours pad pain pan pancake pane panhandler panorama papa parasol pared
  pass paste pastel pastors pates patio peer pend persona petering petit petite piccolo pie piece pinker piste
  place plaid plan plaza podium poops pop port portable portent porter poses prairie pre premier premiere
  presenter prime primer professor pueblo pullover pup puppet queue raisin rams re rent reunion robe rocker rode
  roller rooks rot rouges route rucksack rues rug sac sale salon san sap scale scene sec see seen serpent
  singes skateboarder skates skin skit slang slap sleepers snowboarder sole sombre sonnet spectacle spell speller spelt
  spin spinster spoken spook st stab stablest stance stanza steels steeps steers step stepladder stern sterner
  sternest stock strands suite supplest tag taken tale tallest tape taper teamster tee teen telephone teller tempo
  temporal ten tenant thee themes tier time tire toboggan tome tong tore torn torrent torture tour trap trappers
  traverse trek tri trinket turn twee vague valise van vent versa via vice vie viola violet visors vista volley
  von voyage voyager wand wander wanderer wandering warmer waterskier waterskis weer wetter windsurfer wit withers
  worst`;

const ALL: ReadonlySet<string> = new Set(`${CONNECTING} ${OTHERS}`.trim().split(/\s+/));

/** Decide whether a folded word is English though it looks foreign. */
export function isLookalike(plain: string): boolean {
  return ALL.has(plain) || (plain.length > 3 && ALL.has(plain.replace(/s$/, '')));
}
