/** Options that several commands have. */

import { SlashCommandBooleanOption, SlashCommandIntegerOption, SlashCommandStringOption } from 'discord.js';
import { DEFAULT_RESULTS, MAX_RESULTS } from '../results/photo-search.ts';
import type { Choice } from './command.ts';

/** Discord's limits for a suggestion and for the list of suggestions. */
const MAX_CHOICE_CHARACTERS = 100;
const MAX_CHOICES = 25;
const MAX_FOLDER_CHARACTERS = 300;

export const limitOption = new SlashCommandIntegerOption()
  .setName('limit')
  .setDescription(`How many photos (${DEFAULT_RESULTS} by default)`)
  .setMinValue(1)
  .setMaxValue(MAX_RESULTS);

export const folderOption = new SlashCommandStringOption()
  .setName('folder')
  .setDescription('Only photos in this folder')
  .setMaxLength(MAX_FOLDER_CHARACTERS)
  .setAutocomplete(true);

export const shareOption = new SlashCommandBooleanOption()
  .setName('share')
  .setDescription('Yes: everybody in the channel sees the answer. No: only you');

/** Bring the number of results into its range. Discord checks it too, but not every caller is Discord. */
export function limitOf(given: number | null): number {
  return Math.max(1, Math.min(given ?? DEFAULT_RESULTS, MAX_RESULTS));
}

/** Return the names that contain the text typed so far, as suggestions. */
export function fitting(names: readonly string[], typed: string): Choice[] {
  const wanted = typed.trim().toLowerCase();
  return names
    .filter((name) => name !== '' && name.length <= MAX_CHOICE_CHARACTERS && name.toLowerCase().includes(wanted))
    .slice(0, MAX_CHOICES)
    .map((name) => ({ name, value: name }));
}
