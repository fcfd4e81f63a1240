/** The photos of the library that the tasks of assistants are played on, and what is written about them. */

import { dogInSnow, door, landscape, type Scene, snow, somebody } from './scenes.ts';

export interface Photo {
  /** Below the library's folder. */
  readonly path: string;
  /** Its own clock: "2019-01-12T10:30:00". */
  readonly taken: string;
  readonly camera: string;
  /** Degrees. */
  readonly spot?: Spot | undefined;
  readonly people?: readonly string[] | undefined;
  readonly caption?: string | undefined;
  readonly stars?: number | undefined;
  readonly copies?: readonly Copy[] | undefined;
  draw(): Promise<Buffer>;
}

/** A file that was made of a photo by hand: copied byte by byte, or saved smaller. */
interface Copy {
  readonly path: string;
  /** In pixels. */
  readonly width?: number;
}

type Spot = readonly [latitude: number, longitude: number];

const KYOTO: Spot = [35.0116, 135.7681];
const OSAKA: Spot = [34.6937, 135.5023];
const INNSBRUCK: Spot = [47.2692, 11.4041];
const LISBON: Spot = [38.7223, -9.1393];

/** Where the signs are: the other photos have no text. */
export const DOORS = '2022/2022-08 Doors';

/** Photos of one day and place. */
interface Event {
  readonly folder: string;
  readonly day: string;
  readonly spot?: Spot;
  readonly camera?: string;
  readonly photos: readonly Part[];
}

interface Part extends Pick<Photo, 'people' | 'caption' | 'stars'> {
  readonly count: number;
  readonly scene: Scene;
  /** Of the first one. */
  readonly copies?: readonly Copy[];
}

const ANNA = ['Anna'];

const EVENTS: readonly Event[] = [
  {
    folder: '2016/2016-04 Kyoto in spring',
    day: '2016-04-02',
    spot: KYOTO,
    photos: [{ count: 11, scene: landscape, copies: [{ path: 'Phone backup/IMG_1001.jpg' }] }],
  },
  {
    folder: '2018/2018-10 Japan/Kyoto',
    day: '2018-10-11',
    spot: KYOTO,
    photos: [
      { count: 18, scene: landscape, copies: [{ path: 'Phone backup/IMG_1012 (1).jpg' }] },
      { count: 4, scene: somebody, people: ANNA },
    ],
  },
  { folder: '2018/2018-10 Japan/Osaka', day: '2018-10-15', spot: OSAKA, photos: [{ count: 4, scene: landscape }] },
  {
    folder: '2019/2019-01 Tyrol',
    day: '2019-01-12',
    spot: INNSBRUCK,
    photos: [
      {
        count: 6,
        scene: snow,
        copies: [{ path: 'Phone backup/IMG_1038.jpg' }, { path: 'For the printer/Tyrol.jpg', width: 120 }],
      },
      { count: 2, scene: dogInSnow },
      { count: 2, scene: dogInSnow, caption: 'Bello finds the ball', stars: 5 },
      { count: 4, scene: somebody, people: ['Anna', 'Tom'] },
    ],
  },
  {
    folder: '2020/2020-06 Birthday',
    day: '2020-06-20',
    camera: 'Canon EOS R5',
    photos: [
      { count: 8, scene: somebody, people: ['Anna', 'Grandma'], caption: 'Anna is forty' },
      { count: 4, scene: somebody, people: ['Annabel'], caption: 'The neighbours' },
    ],
  },
  {
    folder: '2021/2021-02 Snow at last',
    day: '2021-02-07',
    photos: [
      { count: 3, scene: snow },
      { count: 3, scene: dogInSnow },
    ],
  },
  { folder: '2021/2021-11 Kyoto again', day: '2021-11-21', spot: KYOTO, photos: [{ count: 8, scene: landscape }] },
  {
    folder: '2022/2022-08 Lisbon',
    day: '2022-08-14',
    spot: LISBON,
    camera: 'Canon EOS R5',
    photos: [
      { count: 18, scene: somebody, people: ANNA },
      { count: 8, scene: landscape, copies: [{ path: 'For the printer/Lisbon.jpg', width: 120 }] },
    ],
  },
  {
    folder: DOORS,
    day: '2022-08-16',
    spot: LISBON,
    photos: [
      { count: 1, scene: () => door([190, 24, 30], 'THE WHALE INN', 108) },
      { count: 1, scene: () => door([30, 60, 170], 'THE TALL HAT', 56) },
      { count: 1, scene: () => door([30, 120, 60], 'NINA WHITE', 160) },
    ],
  },
];

/** All photos, in the order of time. */
export function libraryPhotos(): Photo[] {
  const photos: Photo[] = [];
  for (const { folder, day, spot, camera = 'Pixel 6', photos: parts } of EVENTS) {
    const ofEvent = parts.flatMap(({ count, copies, ...part }) =>
      Array.from({ length: count }, (_, index) => ({ ...part, copies: index === 0 ? copies : [] })),
    );
    for (const [index, { scene, ...facts }] of ofEvent.entries()) {
      const number = photos.length;
      const minute = `${index}`.padStart(2, '0');
      photos.push({
        path: `${folder}/IMG_${1_001 + number}.jpg`,
        taken: `${day}T10:${minute}:00`,
        camera,
        spot,
        ...facts,
        draw: () => scene(number),
      });
    }
  }
  return photos;
}
