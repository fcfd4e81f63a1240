/** Which filters `/find` offers. One that is not decided on here does not compile. */

import {
  type ChatInputCommandInteraction,
  type SlashCommandOptionsOnlyBuilder,
  SlashCommandStringOption,
} from 'discord.js';
import { type FilterName, type FilterRequest, filtersIn, type KindOf } from '../../src/search/filters/filter-table.ts';
import { NO_DAY, NOTHING_THEN } from './results/replies.ts';

interface Offer {
  readonly description: string;
  readonly maxCharacters: number;
  /** How it is written; whether it makes sense, the search says. */
  readonly pattern: RegExp;
  /** The reply to what is written otherwise. */
  readonly malformed: string;
  /** The reply where no photo fits. */
  readonly nothing: string;
}

function day(description: string): Offer {
  const pattern = /^\d{4}(-\d\d(-\d\d)?)?$/;
  return { description, maxCharacters: 10, pattern, malformed: NO_DAY, nothing: NOTHING_THEN };
}

const UNTOLD = 'what is posted does not tell it, and a filter would';

/** What is offered, or why it is not. Only texts can be. */
const OFFERS: { readonly [Name in FilterName]: (KindOf<Name> extends 'text' ? Offer : never) | string } = {
  taken: '`after` and `before` say it too',
  after: day('Only photos taken since then: 2019, 2019-06 or 2019-06-01'),
  before: day('Only photos taken before then: 2019, 2019-06 or 2019-06-01'),
  camera: UNTOLD,
  lens: UNTOLD,
  type: 'everything is posted as a JPEG',
  orientation: 'the pictures show it',
  rating: UNTOLD,
  keyword: UNTOLD,
  near: UNTOLD,
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

/** What is wrong with how the filters are written; undefined: nothing. */
export function malformedReply(filters: FilterRequest): string | undefined {
  return given(filters).find(({ name, pattern }) => !pattern.test(String(filters[name])))?.malformed;
}

/** Why no photo is found; undefined where there is no filter. */
export function nothingFitsReply(filters: FilterRequest): string | undefined {
  return given(filters)[0]?.nothing;
}

function given(filters: FilterRequest) {
  return OFFERED.filter(({ name }) => filters[name] !== undefined);
}
