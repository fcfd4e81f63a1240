/** The filters that `/find` offers. The code does not compile when a filter has no entry here. */

import {
  type ChatInputCommandInteraction,
  type SlashCommandOptionsOnlyBuilder,
  SlashCommandStringOption,
} from 'discord.js';
import { type FilterName, type FilterRequest, filtersIn, type KindOf } from '../../src/search/filters/filter-table.ts';
import { NO_DAY, NOTHING_IN_PERIOD } from './results/replies.ts';

interface Offer {
  readonly description: string;
  readonly maxCharacters: number;
  /** The form of the value. The search itself checks whether the value makes sense. */
  readonly pattern: RegExp;
  /** The reply to a value of another form. */
  readonly malformed: string;
  /** The reply when no photo fits. */
  readonly nothing: string;
}

function day(description: string): Offer {
  const pattern = /^\d{4}(-\d\d(-\d\d)?)?$/;
  return { description, maxCharacters: 10, pattern, malformed: NO_DAY, nothing: NOTHING_IN_PERIOD };
}

const PRIVATE = 'posted photos do not reveal it, and a filter would';

/** For each filter: how it is offered, or the reason why it is not. Only text filters can be offered. */
const OFFERS: { readonly [Name in FilterName]: (KindOf<Name> extends 'text' ? Offer : never) | string } = {
  taken: '`after` and `before` together do the same',
  after: day('Only photos taken since then: 2019, 2019-06 or 2019-06-01'),
  before: day('Only photos taken before then: 2019, 2019-06 or 2019-06-01'),
  camera: PRIVATE,
  lens: PRIVATE,
  type: 'everything is posted as a JPEG',
  kind: 'the pictures show it',
  orientation: 'the pictures show it',
  rating: PRIVATE,
  keyword: PRIVATE,
  person: PRIVATE,
  title: PRIVATE,
  text: 'words of the query find it',
  label: PRIVATE,
  near: PRIVATE,
};

const OFFERED = Object.entries<Offer | string>(OFFERS).flatMap(([name, offer]) =>
  typeof offer === 'string' ? [] : [{ name: name as FilterName, ...offer }],
);

export function addFilterOptions(command: SlashCommandOptionsOnlyBuilder): SlashCommandOptionsOnlyBuilder {
  const options = OFFERED.map(({ name, description, maxCharacters }) =>
    new SlashCommandStringOption().setName(name).setDescription(description).setMaxLength(maxCharacters),
  );
  return options.reduce((extended, option) => extended.addStringOption(option), command);
}

export function filtersOf(options: ChatInputCommandInteraction['options']): FilterRequest {
  return filtersIn(Object.fromEntries(OFFERED.map(({ name }) => [name, options.getString(name) ?? undefined])));
}

/** Return the reply to the first filter value that has a wrong form, or undefined. */
export function malformedReply(filters: FilterRequest): string | undefined {
  return given(filters).find(({ name, pattern }) => !pattern.test(String(filters[name])))?.malformed;
}

/** Return the reply for filters that no photo fits, or undefined when there is no filter. */
export function nothingFitsReply(filters: FilterRequest): string | undefined {
  return given(filters)[0]?.nothing;
}

function given(filters: FilterRequest) {
  return OFFERED.filter(({ name }) => filters[name] !== undefined);
}
