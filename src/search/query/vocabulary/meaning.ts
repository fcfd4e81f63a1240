/** What words of a sentence may mean, besides what a picture shows. */

import type { When } from '../dates/find-dates.ts';
import type { PersonMeaning } from './people.ts';

interface DateMeaning {
  readonly kind: 'date';
  /** "2018-12" */
  readonly label: string;
  readonly when: readonly When[];
}

/** Something that photos of the library have. */
interface KnownMeaning {
  readonly kind: 'place' | 'kind';
  readonly label: string;
  /** Finds the rows of the photo table. */
  readonly rows: () => readonly number[];
}

export type Meaning = DateMeaning | PersonMeaning | KnownMeaning;
