/**
 * Words that say no more than that photos were taken: "our trip to ireland", "everything from poland", "photos i took on
 * thursday". Beside a date, a place or a person they say nothing about the picture. Folded.
 */

const OCCASION_WORDS: ReadonlySet<string> = new Set(
  [
    // English
    `album anything best collection day days did everything family favorite favorites favourite favourites folder go going
     good great holiday holidays journey just last lot made make memories memory moment moments month my only please saw
     see seen shoot shot shots show spent stay stuff taken thing things took tour travel travels trip trips vacation
     vacations visit visited visits week weekend weekends weeks went year years all any some something long short`,
    // German
    `alles album aufenthalt aufgenommen ausflug beste besten besuch bitte dinge erinnerung erinnerungen familie
     familienurlaub ferien fotografiert gemacht geschossen gesehen gewesen lange langes nur ordner reise reisen sachen
     schonste schonsten tage tour urlaub urlaube wochenende alle`,
    // French
    `album belles choses dossier end faites famille fait juste meilleures meilleurs memoires moments prise prises
     seulement sejour souvenir souvenirs tous tout toutes vacances visite voyage voyages vu week weekend long plus`,
    // Spanish
    `album carpeta cosas escapada estancia familia fin hechas hice hicimos largo mejor mejores momentos recuerdo recuerdos
     sacadas semana solo todo todos todas tomadas vacaciones viaje viajes vimos visita`,
    // Italian
    `cartella cose famiglia fatte fatto fine gita lungo migliore migliori momenti ricordi ricordo scattate settimana
     soggiorno tutte tutti tutto vacanza vacanze viaggi viaggio visto`,
    // Portuguese
    `apenas coisas estadia feitas ferias fim lembrancas melhor melhores memorias passeio pasta recordacoes semana tiradas
     todas todos tudo viagem viagens visita so`,
    // Dutch
    `alleen alles beste bezoek dingen familie gemaakt genomen gezien herinneringen lang map mooiste reis reizen spullen
     uitje vakantie vakanties weekend`,
    // Japanese, Chinese, Korean
    `旅行 旅 休暇 休み 思い出 全部 すべて 全て 家族 撮っ 撮った 旅游 旅遊 假期 度假 回忆 回憶 全部 所有 一切 家庭 家人 最好
     여행 휴가 추억 모든 모두 전부 가족`,
  ].flatMap((words) => words.trim().split(/\s+/)),
);

/** Decide whether a folded word says only that photos were taken. */
export function isOccasionWord(plain: string): boolean {
  return OCCASION_WORDS.has(plain);
}
