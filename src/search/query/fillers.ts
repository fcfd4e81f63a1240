/**
 * Finds words that only say that a picture is wanted: "photos of", "show me all pictures taken in", "の写真". They say
 * nothing about the picture, and mislead a search for names. Pure.
 */

import { foldedText } from './folded-text.ts';
import { findKinds } from './kinds.ts';
import { overlapsAny, type Span } from './span.ts';

/** Regular expressions for folded text, in which an apostrophe is a space. */
interface Language {
  /** Before the noun, in any number: "show me", "all", "the". */
  readonly lead: string;
  readonly one: string;
  readonly many: string;
  /** "of". */
  readonly of: string;
  /** "taken in". */
  readonly taken: string;
  /** Where "photos" ends the remark: "photos from 2019" says when, not of what. */
  readonly next: string;
  /** Before the noun where the noun means something in the picture: "a man takes photos". */
  readonly before: string;
  /** At the beginning or the end, without the noun: "show me", "please". */
  readonly request: string;
}

const ENGLISH: Language = {
  lead:
    '(?:please|can|could|do|have|you|we|show|find|give|search|look|looking|list|see|get|want|need|i|m|to|for|me|us|where|which|is|are|there|all|any|' +
    'some|every|the|my|our|a|an|those|these|of)',
  one: '(?:photo|picture|pic|image|snap|snapshot|photograph)',
  many: '(?:photos|photo s|pictures|pics|images|snaps|snapshots|photographs)',
  of: '(?:of|showing|containing|that (?:shows?|have)|where)',
  taken: '(?:taken|shot|made)(?: (?:in|at|on|by))?',
  next: '(?:from|with|in|at|during|before|after|since|between|by|near|about|last|this|\\d+)',
  before:
    '(?:a|an|the|his|her|its|their|of|at|for|in|on|with|to|and|or|tak(?:e|es|en|ing)|took|snap(?:s|ping)?|' +
    'hold(?:s|ing)?|draw(?:s|ing)?|paint(?:s|ing)?|view(?:s|ing)?|mak(?:e|es|ing)|wall|framed)',
  request:
    '(?:please|(?:(?:can|could) you )?(?:show|find|give|get) (?:me|us)|i (?:want|would like|d like) to see|(?:let me|let s) see|do (?:i|we|you) have(?: any)?)',
};

const GERMAN: Language = {
  lead: '(?:bitte|zeige?|suche?|suchen|finde|ich|will|mochte|sehen|mir|uns|nach|wo|gibt|es|ist|sind|alle|die|das|den|ein|eine|einige|meine?|unsere?)',
  one: '(?:foto|photo|bild|aufnahme)',
  many: '(?:fotos|photos|bilder|bildern|aufnahmen)',
  of: '(?:von|vom|auf denen|auf dem)',
  taken: '(?:aufgenommen|gemacht)(?: (?:in|im|am|bei))?',
  next: '(?:aus|mit|in|im|am|vom|von|bei|beim|wahrend|zu|zum|seit|vor|nach|letzte\\w*|\\d+)',
  before: '(?:der|die|das|den|dem|ein|eine|einem|mit|auf|zum|fur|in|im|macht|machen|schiesst|schiessen|knipst|und)',
  request: '(?:bitte|(?:zeige?|such|suche|finde?|gib) (?:mir|uns)(?: bitte)?|ich (?:will|mochte) sehen|ich suche)',
};

const FRENCH: Language = {
  lead: '(?:montre|moi|nous|je|veux|voir|ou|sont|est|affiche|cherche|chercher|trouve|toutes?|tous|les|la|le|l|une|des|mes|nos|ma|ces|cette)',
  one: '(?:photo|image|photographie)',
  many: '(?:photos|images|photographies)',
  of: '(?:de|du|des|d)',
  taken: 'prises?(?: (?:a|au|aux|en|dans|par|sur|le|la))?',
  next: '(?:avec|en|a|au|aux|pendant|avant|apres|depuis|\\d+)',
  before: '(?:prend|prennent|prendre|prenant|de|d|des|la|les|une|pour|aux|et|en)',
  request:
    '(?:s il (?:te|vous) plait|(?:montre|trouve|cherche|donne)[rz]? (?:moi|nous)|je (?:veux|voudrais) voir|je cherche)',
};

const SPANISH: Language = {
  lead: '(?:muestrame|mostrar|quiero|ver|donde|estan?|busca|buscar|encuentra|todas|las|la|los|el|una|unas|mis|mi|nuestras|estas)',
  one: '(?:foto|fotografia|imagen)',
  many: '(?:fotos|fotografias|imagenes)',
  of: '(?:de|del|donde|en las que)',
  taken: '(?:tomad|sacad|hech)as?(?: (?:en|por|el|la))?',
  next: '(?:con|en|durante|antes|desde|despues|\\d+)',
  before: '(?:toman?|tomando|sacan?|sacando|haciendo|de|del|las|la|una|con|para|y|en)',
  request: '(?:por favor|(?:muestra|ensena|busca|da)(?:me|nos)|quiero ver|estoy buscando)',
};

const ITALIAN: Language = {
  lead: '(?:mostrami|mostra|voglio|vedere|dove|sono|cerca|trova|tutte|le|la|il|l|una|delle|mie|mia|nostre|queste)',
  one: '(?:foto|fotografia|immagine)',
  many: '(?:foto|fotografie|immagini)',
  of: '(?:di|del|della|dello|dei|degli|delle|dell|d|dove)',
  taken: '(?:scattat|fatt)[ae](?: (?:a|in|al|alla|da|il|nel))?',
  next: '(?:con|a|in|al|durante|prima|dopo|da|dal|\\d+)',
  before: '(?:scatta|scattano|scattando|fa|fanno|facendo|di|della|le|la|una|con|per|e|in)',
  request: '(?:per (?:favore|piacere)|(?:mostra|trova|cerca)(?:mi|ci)|fammi vedere|(?:voglio|vorrei) vedere)',
};

const PORTUGUESE: Language = {
  lead: '(?:mostre|mostra|me|quero|ver|onde|estao|procurar|procura|encontra|todas|as|os|a|o|uma|umas|minhas?|nossas?|estas)',
  one: '(?:foto|fotografia|imagem)',
  many: '(?:fotos|fotografias|imagens)',
  of: '(?:de|do|da|dos|das|onde|em que)',
  taken: '(?:tirad|feit)as?(?: (?:em|no|na|por))?',
  next: '(?:com|em|no|na|durante|antes|depois|desde|\\d+)',
  before: '(?:tira|tiram|tirando|de|do|da|as|a|uma|com|para|e|em)',
  request: '(?:por favor|(?:mostra|mostre|encontra|encontre) me|(?:me )(?:mostra|mostre)|(?:quero|queria) ver)',
};

const DUTCH: Language = {
  lead: '(?:toon|laat|zien|ik|wil|waar|zijn|zoek|vind|alle|de|het|een|mijn|onze|mij|me)',
  one: '(?:foto|afbeelding|plaatje)',
  many: '(?:foto s|fotos|afbeeldingen|plaatjes)',
  of: '(?:van|waarop)',
  taken: '(?:genomen|gemaakt)(?: (?:in|op|bij|door))?',
  next: '(?:met|in|op|uit|tijdens|voor|na|sinds|vorige?|\\d+)',
  before: '(?:maakt|maken|neemt|nemen|van|de|het|een|met|voor|op|en|in)',
  request: '(?:alstublieft|alsjeblieft|(?:toon|zoek|geef) (?:me|mij|ons)|laat (?:me|mij|ons) zien|ik zoek)',
};

const LANGUAGES = [ENGLISH, GERMAN, FRENCH, SPANISH, ITALIAN, PORTUGUESE, DUTCH];

/** "Photos from" in Polish, Czech, Swedish, Danish, Norwegian and Russian. More is not read in these languages. */
const OTHER_LANGUAGES =
  '(?:zdjecia|fotki|fotky|fotografie) (?:ze?|na|we?|ve?)|(?:bilder|foton|bilde|billeder) (?:fran|fra|pa|av|af|med)|' +
  '(?:фото|фотографии) (?:из|со?|в|на)';

/** "photos" is also a thing in a picture: on a wall, in a frame, in an album. */
const THING = '(?! (?:on|hanging|frames?|albums?|books?|booths?|walls?|an der|auf|gallery|al muro|en la pared))';
/** A remark of few words, not a sentence. */
const FEW_WORDS = '(?<=^(?:[^ ]+ ){1,4})';

/** Languages whose words stand without spaces, or with endings attached. */
const JOINED = [
  '(?:で?(?:撮った|撮影した))?の?(?:写真|画像)(?!館|集|展|家|機|部|立て|を撮|を?撮影)(?:を?(?:見せて|探して|表示して)(?:ください)?)?',
  '(?<!拍)(?:拍摄?的|的)?(?:照片|图片|圖片|相片)(?![墙牆库庫框])',
  '(?:찍은 )?(?:사진|이미지)들?(?![관첩작기]|을? ?찍|을? ?촬영)(?:을|를)?(?: ?(?:보여|찾아) ?줘)?',
];

/** Every filler has one of these. Most queries have none, and compiling all expressions takes ten milliseconds. */
const NOUNS = new RegExp(
  [
    ...LANGUAGES.flatMap(({ one, many, request }) => [one, many, request]),
    ...[OTHER_LANGUAGES, '写真|画像|照片|图片|圖片|相片|사진|이미지'],
  ].join('|'),
);

let fillers: readonly RegExp[] | undefined;

function ofLanguage({ lead, one, many, of, taken, next, before, request }: Language): string[] {
  const noun = `(?:${many}|${one})`;
  return [
    `^${request}(?= )(?!(?: ${lead})* ${noun} ?$)|(?<= )${request}(?= ?$)`,
    // At the beginning: "show me all photos of", "a picture taken in", "photo with".
    `^(?:${lead} )*${noun}(?: ${taken})?(?: ${of})(?= )`,
    `^(?:${lead} )*${noun} ${taken}(?= )`,
    `^(?:${lead} )*(?:${many}(?= )${THING}|${one}(?= ${next}(?: |$)))`,
    // Behind what they show: "christmas photos", "beach pictures from 2019", "old photos of".
    `${FEW_WORDS}(?<!(?:^| )${before} )${many}(?: ${taken})?(?: ${of}(?= )|(?= ?$| ${next}(?: |$)))`,
  ];
}

/**
 * Find the fillers, in the order of the text. They overlap neither each other nor words for kinds. None if the text says
 * nothing else.
 */
export function findFillers(text: string): Span[] {
  const folded = foldedText(text);
  if (!NOUNS.test(folded.text)) return [];
  fillers ??= [...LANGUAGES.flatMap(ofLanguage), `^(?:${OTHER_LANGUAGES})(?= )`, ...JOINED].map(
    (source) => new RegExp(source, 'gu'),
  );
  const found = fillers
    .flatMap((filler) => [...folded.text.matchAll(filler)])
    .map(({ 0: words, index }) => ({ index, words: words.trimEnd() }))
    .sort((a, b) => a.index - b.index || b.words.length - a.words.length)
    .map(({ index, words }) => folded.spanOf(index, index + words.length));
  const kinds = findKinds(text);
  const spans = found
    .filter(({ start }, i) => found.slice(0, i).every(({ end }) => end <= start))
    .filter((span) => !overlapsAny(span, kinds));
  return hasWordsBeside(spans, text) ? spans : [];
}

function hasWordsBeside(spans: readonly Span[], text: string): boolean {
  const ends = [0, ...spans.map(({ end }) => end)];
  const gaps = ends.map((end, i) => text.slice(end, spans[i]?.start ?? text.length));
  return gaps.some((gap) => /[\p{L}\p{N}]/u.test(gap));
}
