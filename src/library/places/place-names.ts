/** Names of countries, states and cities for which the list of cities has only a code or another name. */

import { folded } from '../../base/fold.ts';
import type { City } from './cities.ts';

/**
 * States and provinces by GeoNames' codes (https://download.geonames.org/export/dump/admin1CodesASCII.txt), for the
 * countries in which people use them to distinguish cities of the same name.
 */
const REGIONS: Record<string, string> = {
  US:
    'AL Alabama|AK Alaska|AZ Arizona|AR Arkansas|CA California|CO Colorado|CT Connecticut|DE Delaware|' +
    'DC District of Columbia|FL Florida|GA Georgia|HI Hawaii|ID Idaho|IL Illinois|IN Indiana|IA Iowa|KS Kansas|' +
    'KY Kentucky|LA Louisiana|ME Maine|MD Maryland|MA Massachusetts|MI Michigan|MN Minnesota|MS Mississippi|' +
    'MO Missouri|MT Montana|NE Nebraska|NV Nevada|NH New Hampshire|NJ New Jersey|NM New Mexico|NY New York|' +
    'NC North Carolina|ND North Dakota|OH Ohio|OK Oklahoma|OR Oregon|PA Pennsylvania|RI Rhode Island|' +
    'SC South Carolina|SD South Dakota|TN Tennessee|TX Texas|UT Utah|VT Vermont|VA Virginia|WA Washington|' +
    'WV West Virginia|WI Wisconsin|WY Wyoming',
  CA:
    '01 Alberta|02 British Columbia|03 Manitoba|04 New Brunswick|05 Newfoundland and Labrador|07 Nova Scotia|' +
    '08 Ontario|09 Prince Edward Island|10 Quebec|11 Saskatchewan|12 Yukon|13 Northwest Territories|14 Nunavut',
  AU:
    '01 Australian Capital Territory|02 New South Wales|03 Northern Territory|04 Queensland|05 South Australia|' +
    '06 Tasmania|07 Victoria|08 Western Australia',
  GB: 'ENG England|SCT Scotland|WLS Wales|NIR Northern Ireland',
};

/**
 * Name a state or province.
 * @returns undefined if picsift knows only its code.
 */
export function regionName(country: string, region: string): string | undefined {
  const entry = REGIONS[country]?.split('|').find((each) => each.startsWith(`${region} `));
  return entry?.slice(region.length + 1);
}

const OTHER_COUNTRY_NAMES: Record<string, string> = {
  CD: 'Democratic Republic of the Congo',
  CZ: 'Czech Republic',
  GB: 'Great Britain',
  NL: 'Holland',
  TR: 'Turkey',
  US: 'USA',
};

/**
 * Name a country in English.
 * @param country ISO 3166-1 alpha-2.
 */
export function countryName(country: string): string {
  return inEnglish('long').of(country) ?? country;
}

/** Name a city with its state and country: "Springfield, Illinois, United States". */
export function fullCityName({ name, country, region }: City): string {
  return [name, regionName(country, region), countryName(country)].filter((part) => part !== undefined).join(', ');
}

/** List all names of a country and its code, folded. */
export function countryNames(country: string): string[] {
  const others = [inEnglish('short').of(country), OTHER_COUNTRY_NAMES[country]].filter((name) => name !== undefined);
  return [country, countryName(country), ...others].map(folded);
}

const displayNames: Partial<Record<'long' | 'short', Intl.DisplayNames>> = {};

/** Return the names of countries. Made once, because making them takes a hundred times as long as finding a name. */
function inEnglish(style: 'long' | 'short'): Intl.DisplayNames {
  displayNames[style] ??= new Intl.DisplayNames('en', { type: 'region', style, fallback: 'none' });
  return displayNames[style];
}

export interface Area {
  readonly country: string;
  /** Absent: the whole country. */
  readonly region?: string;
}

/** Code of each country by its names, folded. */
let codes: ReadonlyMap<string, string> | undefined;

/**
 * Find the country or state with a name.
 * @param name folded.
 */
export function areaNamed(name: string): Area | undefined {
  // Reversed: of two countries with one name, the first one counts.
  codes ??= new Map(
    countries()
      .flatMap((code) => countryNames(code).map((itsName): [string, string] => [itsName, code]))
      .reverse(),
  );
  const country = codes.get(name);
  if (country !== undefined) return { country };
  const regions = Object.entries(REGIONS).flatMap(([of, entries]) =>
    entries.split('|').map((entry) => ({ country: of, region: entry.slice(0, entry.indexOf(' ')) })),
  );
  return regions.find(({ country: of, region }) => folded(regionName(of, region)!) === name);
}

/** List all country codes in use. Codes of former countries are left out: they are aliases of other codes now. */
function countries(): string[] {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'.split('');
  return letters
    .flatMap((first) => letters.map((second) => first + second))
    .filter((code) => inEnglish('long').of(code) !== undefined && isCanonical(`und-${code}`));
}

const isCanonical = (locale: string) => Intl.getCanonicalLocales(locale)[0] === locale;

/** Well-known cities, each as "name that the list lacks=name in the list": English names, or local ones. */
const OTHER_CITY_NAMES =
  'Antwerp=Antwerpen|Athina=Athens|Bangalore=Bengaluru|Beograd=Belgrade|Bombay=Mumbai|Bruges=Brugge|' +
  'Brussel=Brussels|Bruxelles=Brussels|București=Bucharest|Calcutta=Kolkata|Ciudad de México=Mexico City|' +
  'Cologne=Köln|Den Haag=The Hague|Firenze=Florence|Geneva=Genève|Genova=Genoa|Ghent=Gent|Gothenburg=Göteborg|' +
  'Hanover=Hannover|Kiev=Kyiv|København=Copenhagen|La Habana=Havana|Lisboa=Lisbon|Lucerne=Luzern|Madras=Chennai|' +
  'Marrakech=Marrakesh|Milano=Milan|Moskva=Moscow|München=Munich|Napoli=Naples|New York=New York City|' +
  'Nuremberg=Nürnberg|Odesa=Odessa|Oporto=Porto|Padua=Padova|Palma de Mallorca=Palma|Peking=Beijing|Praha=Prague|' +
  'Rangoon=Yangon|Rio=Rio de Janeiro|Roma=Rome|Saigon=Ho Chi Minh City|Seville=Sevilla|Torino=Turin|' +
  'Venezia=Venice|Warszawa=Warsaw|Washington=Washington, D.C.|Wien=Vienna';

/** List the other names of a city whose name in the list is `name`. */
export function otherCityNames(name: string): string[] {
  return cityNamePairs().flatMap(([other, listed]) => (listed === name ? [other] : []));
}

function cityNamePairs(): [string, string][] {
  return OTHER_CITY_NAMES.split('|').map((pair) => pair.split('=') as [string, string]);
}
