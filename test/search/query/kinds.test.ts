import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findFillers } from '../../../src/search/query/fillers.ts';
import { findKinds } from '../../../src/search/query/kinds.ts';
import type { Span } from '../../../src/search/query/span.ts';
import { anyCharacter } from '../../support/any-character.ts';

const SIGNS = { screenshot: 'S', document: 'D', drawing: 'Z', photo: 'P' };

/** Returns the text with its findings in braces: fillers after "~", kinds after their letters, "!" when they are sure. */
function marked(text: string): string {
  const found = [
    ...findFillers(text).map((span) => ({ ...span, sign: '~' })),
    ...findKinds(text).map((clue) => ({
      ...clue,
      sign: clue.kinds.map((kind) => SIGNS[kind]).join('') + (clue.isSure ? '!' : ''),
    })),
  ].sort((a, b) => b.start - a.start);
  return found.reduce(
    (rest, { start, end, sign }) => `${rest.slice(0, start)}{${sign} ${rest.slice(start, end)}}${rest.slice(end)}`,
    text,
  );
}

/** Each line: a query with its findings. Add what is missing. */
const QUERIES = `
{S! screenshot} of the {DS boarding pass} to lisbon
{S! Screen-Shot} of an error
{D receipts} from march 2021
{D reciept} from the dinner
{D invoice} 2025-118
{D letter} from grandma
{Z sketch} of a house
{Z flowchart}
my {D passport}
passport photo
scan0005
{S! bildschirmfoto} wlan passwort
{D Stromrechnungen} 2023
{D Kassenbon} rewe
{D mietvertrag} hannover
{Z Kinderzeichnung} mit Sonne
{S! capture d'écran} du {DS billet de train}
{S! Capture d’e\u0301cran}
{D facture} edf
{D reçu} de la pharmacie
{Z dessin} de léa
{S! captura de pantalla} del mapa
{D recibo} del supermercado
{Z dibujo} de ana
{S! schermata} errore
{D scontrino} del ristorante
{D carta d'identità}
{Z disegno} di luca
{S! captura de tela}
{D nota fiscal} da geladeira
{Z desenho} da casa
{S! schermafbeelding} van de {DS treinkaart}
{D kassabon} van de winkel
{Z tekening} van een kat
{S! スクリーンショット}　{DS 搭乗券}
{S! ｽｸｼｮ}
{D レシート}3月
{D 領収書}
家の{Z スケッチ}
{S! 截图} 错误
{D 发票} 2021年3月
{S! 截图}片
{Z 草图}
{S! 스크린샷} {DS 탑승권}
{D 영수증} 3월
아이 {Z 그림}
그림자
{~ photos of} anna at the beach
{~ Show me all the pictures of} dogs
{~ where are my photos} from italy?
{~ I'm looking for the picture where} anna swims
{~ pictures taken in} kyoto last summer
{~ a photo} with anna
christmas {~ photos}
beach {~ pictures} from 2019
old {~ photos of} grandma
{~ photos} 2019
{~ show me} anna
{~ can you find me} anna at the beach
rome last year {~ please}
show of hands
{~ zeig mir} anna
{~ montre-moi} le chat
anna en la playa {~ por favor}
{~ mostrami} il gatto
{~ zdjęcia z} Porto
{~ bilder från} Kraków
{~ фото из} Москвы
{~ picture of} a {D receipt}
photo booth at the wedding
pictures on the wall
a man takes photos of a bird
two girls looking at pictures
{~ zeig mir alle Bilder vom} Hund
{~ Bilder} aus Venedig
{~ wo sind die Fotos vom} Umzug
alte {~ Fotos von} Oma
{~ les photos de} Noël
{~ photo d}'Anna à Venise
{~ photos prises à} Kyoto
{~ imágenes de} gatos
{~ quiero ver las fotos de} la boda
{~ fotos tomadas en} Sevilla
{~ le foto del} matrimonio
{~ foto scattate a} Roma
{~ fotos tiradas no} Porto
{~ foto's van} het strand
京都{~ の写真}
{~ 写真} 京都
京都{~ で撮った写真}
写真館
犬の写真を撮る人
猫{~ 的照片}
在京都{~ 拍的照片}
고양이 {~ 사진}
제주에서 {~ 찍은 사진}
사진관 앞
`
  .trim()
  .split('\n');

describe('findKinds and findFillers', () => {
  it.each(QUERIES)('%s', (query) => {
    expect(marked(query.replace(/\{\S+ ([^}]*)\}/g, '$1'))).toBe(query);
  });

  it('leave a query of nothing else as it is', () => {
    for (const query of ['photos', 'Fotos!', '写真', 'show me the pictures']) expect(findFillers(query)).toEqual([]);
  });

  it('take a time that grows with the length, not with its square', () => {
    const long = ['の', 'rechnung', 'show me all the ', 'photos '].map((part) => part.repeat(20_000 / part.length));
    const started = process.cpuUsage();
    for (const text of long) expect(findFillers(text).length + findKinds(text).length).toBeLessThan(2);
    const { user } = process.cpuUsage(started);
    expect(user / 1000).toBeLessThan(2_000);
  });

  it('find spans of the text that do not overlap, in any text', () => {
    const word = fc.constantFrom(...QUERIES.flatMap((query) => query.replace(/\{\S+ |\}/g, '').split(/(?= )/)));
    const text = fc.array(fc.oneof(word, anyCharacter), { maxLength: 20 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, (query) => {
        const spans: readonly Span[] = [...findFillers(query), ...findKinds(query)].sort((a, b) => a.start - b.start);
        let last = 0;
        for (const { start, end } of spans) {
          expect(start).toBeGreaterThanOrEqual(last);
          expect(end).toBeGreaterThan(start);
          last = end;
        }
        expect(last).toBeLessThanOrEqual(query.length);
      }),
      { numRuns: 500 },
    );
  });
});
