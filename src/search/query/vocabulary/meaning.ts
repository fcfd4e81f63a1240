/** What words of a sentence may mean, besides what a picture shows. */

import type { Period } from '../../filters/dates.ts';
import type { PersonMeaning } from './people.ts';

/** A month and a day as a number: 1224 is 24 December. */
export type MonthDay = number;

/** Days of a period, or the same days of every year; those may wrap over New Year. `to` is included in `yearly`. */
export type When = Period | { readonly yearly: { readonly from: MonthDay; readonly to: MonthDay } };

export interface DateMeaning {
  readonly kind: 'date';
  /** "2018-12" */
  readonly label: string;
  readonly when: readonly When[];
}

/** Something that photos of the library have. */
export interface KnownMeaning {
  readonly kind: 'place' | 'kind';
  readonly label: string;
  /** Rows of the photo table. */
  readonly rows: Iterable<number>;
}

export type Meaning = DateMeaning | PersonMeaning | KnownMeaning;
