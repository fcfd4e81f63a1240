/** The files that people receive: upright, small enough, and without anything except the picture. */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ExifTool } from 'exiftool-vendored';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Answer, StandIn } from '../../../support/discord/rest.ts';
import {
  afterLastTest,
  botOptions,
  colourOf,
  FAMILY,
  GUILD_IDS,
  startBot,
  startDiscord,
} from '../../../support/discord/start-bot.ts';
import { heicWithOrientation } from '../../../support/photos/containers.ts';
import { sharedFolder, temporaryFolder } from '../../../support/photos/drawings.ts';

const exiftool = new ExifTool();
afterAll(() => exiftool.end());

/** This text is in every kind of metadata, and in the embedded thumbnail. */
const SECRET = 'Ada at home';

/** Pixels as the sensor stores them: red left, blue right. Orientation 6 turns that into red above, blue below. */
async function halves(format: 'jpeg' | 'png' | 'webp' | 'avif'): Promise<Buffer> {
  const half = (background: string) =>
    sharp({ create: { width: 225, height: 300, channels: 3, background } })
      .png()
      .toBuffer();
  const noise = { type: 'gaussian' as const, mean: 0, sigma: 20 };
  const grain = await sharp({ create: { width: 450, height: 300, channels: 3, background: 'black', noise } })
    .png()
    .toBuffer();
  const both = [
    { input: await half('red'), left: 0, top: 0 },
    { input: await half('blue'), left: 225, top: 0 },
    { input: grain, left: 0, top: 0, blend: 'add' as const },
  ];
  // By default sharp takes two seconds for an AVIF file, to make it a little smaller.
  const options = { quality: 90, ...(format === 'avif' ? { effort: 0 } : {}) };
  return sharp({ create: { width: 450, height: 300, channels: 3, background: 'black' } })
    .composite(both)
    .withMetadata({ orientation: 6 })
    .withIccProfile('p3')
    .toFormat(format, options)
    .toBuffer();
}

const SOURCES: Record<string, () => Promise<Buffer>> = {
  'photo.jpg': () => halves('jpeg'),
  'photo.png': () => halves('png'),
  'photo.webp': () => halves('webp'),
  'photo.avif': () => halves('avif'),
  'photo.heic': async () => heicWithOrientation(6),
};

/** Writes coordinates, names and a thumbnail, as cameras and people write them into files. */
async function addMetadata(file: string): Promise<void> {
  const thumbnail = `${file}.thumbnail`;
  const small = await sharp({ create: { width: 160, height: 120, channels: 3, background: 'red' } })
    .jpeg()
    .toBuffer();
  writeFileSync(thumbnail, Buffer.concat([small, Buffer.from(SECRET)]));
  const tags = {
    GPSLatitude: 51.5,
    GPSLongitude: -0.12,
    Artist: SECRET,
    'XMP:Description': SECRET,
    'XMP:City': SECRET,
  };
  await exiftool.write(file, tags as object, { writeArgs: ['-overwrite_original', `-ThumbnailImage<=${thumbnail}`] });
}

/** Returns the markers of a JPEG's segments, up to its pixels. */
function segmentsOf(jpeg: Buffer): number[] {
  expect(jpeg.readUInt16BE(0)).toBe(0xffd8);
  const markers: number[] = [];
  for (let at = 2; markers.at(-1) !== 0xda; at += 2 + jpeg.readUInt16BE(at + 2)) {
    expect(jpeg[at]).toBe(0xff);
    markers.push(jpeg[at + 1]!);
  }
  return markers;
}

const photos = sharedFolder();
const dataDir = sharedFolder();
const onEnd = afterLastTest();
let discord: StandIn;

beforeAll(async () => {
  for (const [name, make] of Object.entries(SOURCES)) {
    const file = join(photos, name, name);
    mkdirSync(join(photos, name));
    writeFileSync(file, await make());
    await addMetadata(file);
    // The original contains what must not be sent.
    expect(readFileSync(file).includes(SECRET)).toBe(true);
    expect(await exiftool.read(file)).toMatchObject({ GPSLatitude: 51.5, Artist: SECRET });
  }
  discord = await startDiscord(GUILD_IDS, onEnd);
  await startBot(botOptions(discord, { guilds: { [FAMILY]: { folders: [photos] } } }, dataDir), onEnd);
});

test('photos are sent without metadata, upright and within the limit', async () => {
  for (const name of Object.keys(SOURCES)) {
    const options = { query: 'a red picture', folder: name };
    await expectBarePicture(name, (attachmentSizeLimit) =>
      discord.ask({ guildId: FAMILY, name: 'find', options, attachmentSizeLimit }),
    );
  }
});

async function expectBarePicture(source: string, ask: (limit: number) => Promise<Answer>): Promise<void> {
  const { files } = await ask(10_000_000);
  expect(files, source).toHaveLength(1);
  const [{ bytes }] = files as [(typeof files)[0]];
  expect(files[0]).toMatchObject({
    name: 'photo-1.jpg',
    type: 'image/jpeg',
    description: expect.stringMatching(/^Photo 1/),
  });
  // Only JFIF, tables, frame and scan: no other APPn, no comment, and no data after the picture.
  expect(
    segmentsOf(bytes).filter((marker) => marker > 0xe0 && marker <= 0xfe),
    source,
  ).toEqual([]);
  expect(bytes.subarray(-2)).toEqual(Buffer.from([0xff, 0xd9]));
  expect(bytes.includes(SECRET)).toBe(false);
  const posted = join(temporaryFolder(), 'posted.jpg');
  writeFileSync(posted, bytes);
  const tags = await exiftool.read(posted);
  for (const tag of ['GPSLatitude', 'Artist', 'Description', 'City', 'ThumbnailImage', 'ProfileDescription']) {
    expect(tags).not.toHaveProperty(tag);
  }
  const { width, height, orientation } = await sharp(bytes).metadata();
  expect(orientation).toBeUndefined();
  if (source === 'photo.heic') {
    // 64 x 48, turned: too small to become much smaller.
    expect([width, height]).toEqual([48, 64]);
    return;
  }
  expect([width, height]).toEqual([300, 450]);
  expect(await colourOf(files[0], 0.5, 0.2), source).toBe('red');
  expect(await colourOf(files[0], 0.5, 0.8), source).toBe('blue');
  const limit = Math.floor(bytes.length * 0.6);
  const fitted = await ask(limit);
  expect(fitted.files).toHaveLength(1);
  expect(fitted.files[0]!.bytes.length).toBeLessThanOrEqual(limit);
}

test('a photo that cannot become small enough is left out, and the answer names it', async () => {
  const options = { query: 'a red picture', folder: 'photo.jpg' };
  const asked = { guildId: FAMILY, name: 'find', options, attachmentSizeLimit: 100 };
  const { content, files } = await discord.ask(asked);
  expect(files).toEqual([]);
  expect(content).toContain('Photo 1 is left out: it cannot be made small enough');
});
