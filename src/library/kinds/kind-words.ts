/**
 * Words for the kinds of pictures, in the names of files and folders and in queries, as regular expressions for folded
 * text: no capitals, accents or apostrophes, and one space between words.
 */

import { isAscii } from '../../base/fold.ts';

/** What a picture is. Everything without evidence of something else is a photo. */
export const PHOTO_KINDS = ['photo', 'screenshot', 'document', 'drawing'] as const;
export type PhotoKind = (typeof PHOTO_KINDS)[number];

/** Make the regular expression, with the flag "g", that finds the words in a folded text. */
export type KindWords = (text: string) => RegExp;

/** Scripts without spaces between words, or with endings attached to them. */
const JOINED_SCRIPTS = String.raw`\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}`;
const LETTER = `(?![${JOINED_SCRIPTS}])\\p{L}`;

/** Also the names that systems give to screenshots in further languages. */
export const SCREENSHOT_WORDS = words(
  {
    english: 'screen ?shoo?ts?|screen ?(?:grab|cap|capture)s?|screnshots?|smart ?select|snipaste|scrot',
    german: 'bildschirm ?(?:foto|photo|aufnahme|kopie|ausschnitt)(?:s|n|e)?|[a-z]*screenshots?',
    french: 'captures? d ?ecrans?|copies? d ?ecran',
    spanish: 'capturas? de (?:la )?pantalla|pantallazos?',
    italian: 'schermat[ae]|istantane[ae] (?:dello )?schermo',
    portuguese: 'capturas? de (?:ecra|tela)|prints? d[ae] tela',
    dutch: 'scherm(?:afbeelding|foto|opname|kopie)(?:en|s)?',
    scandinavian: 'skarm(?:bild|avbild|klipp)(?:er)?|skjerm(?:bilde|dump)(?:r|er)?|skaerm(?:billede|dump)r?',
    finnish: 'kuvakaappaus|nayttokuva',
    eastEuropean: 'zrzuty? ekranu|sn[iy]m[eo]k obrazovky|kepernyo(?:foto|kep)|captura de ecran',
    russian: 'сним(?:ок|ки) экрана|скриншоты?|знімок екрана',
    others:
      'ekran (?:resmi|goruntusu|alintisi)|anh (?:chup )?man hinh|tangkapan layar|στιγμιοτυπο|צילום מסך|لقطة (?:ال)?شاشة',
  },
  {
    japanese: 'スクリーン ?ショット|スクショ|画面キャプチャ',
    chinese: '截图|截圖|截屏|屏幕快照|螢幕快照|螢幕擷取',
    korean: '스크린 ?샷|화면 ?캡[처쳐]',
    thai: 'ภาพหน้าจอ',
  },
);

/** Papers about money: few other pictures have these words in their names. */
export const RECEIPT_WORDS = words(
  {
    english: 'receipts?|reciepts?|recipts?|invoices?',
    german: '[a-z]*quittung(?:en)?|[a-z]*belege?|kassen(?:bons?|zettel)|(?!berechnung)[a-z]*rechnung(?:en)?',
    french: 'factures?|recus?(?= d[eu] )|tickets? de caisse',
    spanish: 'recibos?|facturas?|tickets? de compra',
    italian: 'ricevut[ae](?: fiscal[ei]|(?= di ))|fattur[ae]|scontrin[oi]',
    portuguese: 'faturas?|notas? fisca(?:l|is)',
    dutch: 'kassabon(?:nen|s)?|bonnetjes?|factu(?:ur|ren)|kwitanties?',
  },
  {
    japanese: '領収[書証]|レシート|請求書',
    chinese: '[发發]票|收据|收據|小票|账单|帳單|賬單',
    korean: '영수증|청구서|계산서|송장',
  },
);

/** Scanned paper, and the programs that scan. The paper may be a print of a photo. */
export const SCAN_WORDS = words(
  {
    english: 'scans?|scann?ed|scanner|(?:cam|adobe|genius|tiny|swift|clear) ?scan(?:ner)?|(?:office|microsoft) ?lens',
    german: '(?:ein)?gescannte?[nrs]?',
    french: 'numerisations?|numerisee?s?|scannee?s?',
    spanish: 'escane(?:os?|ad[oa]s?)',
    italian: 'scansion[ei]|scansionat[aeio]',
    portuguese: 'digitaliza(?:cao|coes|d[oa]s?)',
    dutch: 'gescande?',
  },
  { japanese: 'スキャン', chinese: '扫描|掃描|掃瞄', korean: '스캔' },
);

/** In a name with a word for scans: the paper was a print of a photo, or film. */
export const PRINT_WORDS = words(
  {
    english: 'photos?|pictures?|prints?|slides?|negatives?|films?|albums?|polaroids?',
    german: 'fotos?|[a-z]*bilder|dias?|negative?n?|fotoalben',
    french: 'diapos?|diapositives?|negatifs?|images?',
    spanish: 'fotografias?|diapositivas?|negativos?|imagenes',
    italian: 'fotografi[ae]|diapositiv[ae]|negativ[oi]|immagini',
    portuguese: 'slides?|imagens',
    dutch: 'foto s|negatieven',
  },
  { japanese: '写真|アルバム', chinese: '照片|相片|底片|相册|相簿', korean: '사진|앨범|필름' },
);

/** Other papers. Some of the words have a second meaning. */
export const DOCUMENT_WORDS = words(
  {
    english:
      'documents?|paperwork|letters?|contracts?|certificates?|business cards?|bank statements?|tax returns?|' +
      'handwritten notes?|id cards?|driv(?:er|ing) ?s? licen[cs]es?|passports?(?! ?(?:photo|picture)s?)',
    german:
      'dokumente?|unterlagen|formulare?|[a-z]*briefe?|[a-z]*vertr(?:a|ae)ge?|urkunden?|[a-z]*zeugnis(?:se)?|bescheide?|' +
      'visitenkarten?|kontoausz(?:u|ue)ge?|[a-z]*ausweise?|(?:reise|impf)pass|f(?:u|ue)hrerschein|fahrzeugschein',
    french:
      'formulaires?|lettres?|recu|contrats?|attestations?|releves? bancaires?|passeports?|cartes? d ?identite|' +
      'permis de conduire|cartes? de visite',
    spanish:
      'documentos?|cartas?(?! d ?i)|formularios?|contratos?|certificados?|extractos? bancarios?|pasaportes?|dni|' +
      'carnets? de (?:conducir|identidad)|tarjetas? de visita',
    italian:
      'document[oi]|ricevuta|letter[ae]|contratt[oi]|certificat[oi]|estratt[oi] conto|passaport[oi]|' +
      'cart[ae] d ?identita|bigliett[oi] da visita',
    portuguese: 'certid(?:ao|oes)|passaportes?|cart(?:ao|oes) de visita',
    dutch: 'documenten|brieven|contracten|formulier(?:en)?|visitekaartjes?|paspoort(?:en)?|rijbewijs',
  },
  {
    japanese: '書類|文書|ドキュメント|契約書|証明書|手紙|名刺|明細書|申込書|パスポート|免許証',
    chinese: '文件(?![夹夾])|文档|文檔|合同|合約|证书|證書|证件|證件|信件|名片|[护護]照|身份证|身分證|[驾駕]照',
    korean: '문서|서류|계약서|증명서|편지|명함|여권|신분증|면허증',
  },
);

/** Papers that many people have on a screen instead. */
export const TICKET_WORDS = words(
  {
    english: 'boarding pass(?:es)?|(?:e ?)?tickets?|qr ?codes?|vouchers?',
    german: '[a-z]*tickets?|bordkarten?|[a-z]*fahrkarten?|fahrscheine?|eintrittskarten?|flugscheine?|gutscheine?',
    french: 'cartes? d ?embarquement|billets? (?:de|d) ?(?:train|avion|concert)s?',
    spanish: 'tarjetas? de embarque|billetes? de (?:tren|avion)|boletos?',
    italian: 'cart[ae] d ?imbarco|bigliett[oi](?! da visita)',
    portuguese: 'cart(?:ao|oes) de embarque|bilhetes?',
    dutch: 'instapkaart(?:en)?|treinkaart(?:en|jes?)?',
  },
  {
    japanese: '搭乗券|航空券|乗車券|切符|チケット',
    chinese: '登机牌|登機證|机票|機票|车票|車票|门票|門票',
    korean: '탑승권|승차권|항공권|티켓',
  },
);

export const DRAWING_WORDS = words(
  {
    english:
      'drawings?|sketch(?:es)?|doodles?|diagrams?|flow ?charts?|charts?|infographics?|illustrations?|cartoons?|' +
      'line art|clip ?arts?|floor ?plans?|blueprints?',
    german:
      '(?:kinder|strich|bleistift|bau)?zeichnung(?:en)?|skizzen?|diagramme?|schaubild(?:er)?|grundrisse?|' +
      'schaltpl(?:a|ae)ne?|illustrationen|karikatur(?:en)?|infografik(?:en)?',
    french: 'dessins?|croquis|esquisses?|diagrammes?|schemas?|organigrammes?|infographies?',
    spanish: 'dibujos?|bocetos?|bosquejos?|diagramas?|esquemas?|ilustracion(?:es)?|infografias?',
    italian: 'disegn[oi]|schizz[oi]|bozzett[oi]|diagramm[ai]|illustrazion[ei]|planimetri[ae]',
    portuguese: 'desenhos?|esbocos?|ilustrac(?:ao|oes)|fluxogramas?|infograficos?',
    dutch: 'tekening(?:en)?|schets(?:en)?|diagrammen|illustraties?|plattegrond(?:en)?',
  },
  {
    japanese: 'イラスト|スケッチ|お絵かき|落書き|線画|図面|設計図|間取り図|図表',
    chinese: '素描|草图|草圖|插[画畫图圖]|图纸|圖紙|图表|圖表|示意[图圖]|流程[图圖]|涂鸦|塗鴉',
    korean: '그림(?!자)|스케치|도면|낙서|일러스트|다이어그램|도표',
  },
);

/**
 * Combine the words of all languages into one expression. Most texts are ASCII only: these take less time without the
 * letters of Unicode, see `isAscii`.
 * @param spaced whole words. Digits may stand beside them, as in "scan0005".
 * @param joined words that may be a part of a longer text.
 */
function words(spaced: Readonly<Record<string, string>>, joined: Readonly<Record<string, string>>): KindWords {
  const whole = (letter: string) => `(?<!${letter})(?:${Object.values(spaced).join('|')})(?!${letter})`;
  let ascii: RegExp | undefined;
  let unicode: RegExp | undefined;
  return (text) => {
    if (isAscii(text)) {
      ascii ??= new RegExp(whole('[A-Za-z]'), 'g');
      return ascii;
    }
    unicode ??= new RegExp([whole(LETTER), ...Object.values(joined)].join('|'), 'gu');
    return unicode;
  };
}
