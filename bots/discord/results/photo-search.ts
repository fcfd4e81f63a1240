/** Runs a search for somebody on Discord and writes the message that answers it. */

import { ActionRowBuilder, ButtonBuilder, ButtonStyle, type MessageActionRowComponentBuilder } from 'discord.js';
import { placeOf } from '../../../src/access/grants.ts';
import type { SearchAnswer } from '../../../src/engine/api.ts';
import { PERSONAL_FACTS } from '../../../src/search/search-request.ts';
import { foldersToSearch, type Reply, type Request } from '../bot-request.ts';
import { nothingFitsReply } from '../filters.ts';
import { filesOf, type PostedPhoto, preparePhotos } from './posted-photos.ts';
import type { PageEnd, PhotoSearch } from './press.ts';
import {
  ALL_AWAY,
  awayReply,
  escapeText,
  FIRST_IS_SAME_PICTURE,
  foundReply,
  indexingReply,
  NO_MORE,
  named,
  nothingReply,
  SOME_FOLDERS_GONE,
  type Subject,
  skippedReply,
  understoodReply,
} from './replies.ts';

/** Two pictures with a higher cosine are the same picture, possibly compressed in another way. */
const SAME_PICTURE_COSINE = 0.995;
/** The texts about a photo. Ten of this length, with every character escaped, fit into one message. */
const MAX_TEXT_CHARACTERS = 80;
const TEXTS = ['path', 'title', 'people'] as const;
/** Discord's limit for the text of a message. */
const MAX_MESSAGE_CHARACTERS = 2000;

export const DEFAULT_RESULTS = 3;
/** Discord's limit of attachments in one message. */
export const MAX_RESULTS = 10;

export async function answerSearch(search: PhotoSearch, request: Request): Promise<Reply> {
  const { bot, access, grants, folders, maxFileBytes } = request;
  const within = await foldersToSearch(search.folder, request);
  const answer = await bot.engine.search({
    query:
      typeof search.query === 'object' && 'photoId' in search.query ? `photo:${search.query.photoId}` : search.query,
    folders,
    within,
    filters: search.filters,
    top: topFor(search),
    cursor: search.pages.at(-1)?.cursor,
    hidden: PERSONAL_FACTS.filter((fact) => !access.show.includes(fact)),
  });
  const results = answer.results.filter(({ id }) => id !== photoIdOf(search)).slice(0, search.limit);
  const run = bot.engine.runIn(within);
  if (results.length === 0) return { content: whyNothing(search, answer, run !== undefined) };

  const subject = subjectOf(search, answer.query);
  const photos = await preparePhotos(
    bot.engine,
    results.map(({ id }) => id),
    {
      folders,
      maxFileBytes,
      altText: altTextFor(subject),
      renders: bot.queues.renders,
    },
  );
  const files = filesOf(photos);
  const isSamePicture =
    typeof search.query === 'object' && 'vector' in search.query && (results[0]!.score ?? 0) > SAME_PICTURE_COSINE;
  const before = search.pages.at(-1)?.count ?? 0;
  const found = foundReply(subject, { shown: files.length, before, fits: answer.verdict !== 'weak' || isSamePicture });
  const understood = before === 0 && answer.understood !== null ? understoodReply(answer.understood) : [];
  const lines = [
    ...(isSamePicture ? [FIRST_IS_SAME_PICTURE] : []),
    ...photos.flatMap(({ number, file }) => (typeof file === 'string' ? skippedReply(number, file) : [])),
    ...results.flatMap((result, index) => factsLine(result, index + 1, request)),
    ...(answer.leftOut > 0 ? [awayReply(answer.leftOut)] : []),
    ...(grants.some(({ path }) => path === undefined) ? [SOME_FOLDERS_GONE] : []),
    ...(run === undefined ? [] : [indexingReply(run)]),
  ];
  const next = answer.next === null ? undefined : { cursor: answer.next, count: before + results.length };
  return {
    content: inOneMessage(found, understood, lines),
    files,
    components: buttonRows(search, photos, next, request),
  };
}

/** @param optional lines that are left out if the message would become too long. */
function inOneMessage(first: string, optional: readonly string[], lines: readonly string[]): string {
  const complete = [first, ...optional, ...lines].join('\n');
  if (complete.length <= MAX_MESSAGE_CHARACTERS) return complete;
  return [first, ...lines].join('\n').slice(0, MAX_MESSAGE_CHARACTERS);
}

/** Request one more result when the photo itself will be left out. */
function topFor(search: PhotoSearch): number {
  return photoIdOf(search) === undefined ? search.limit : Math.min(search.limit + 1, MAX_RESULTS);
}

function photoIdOf({ query }: PhotoSearch): string | undefined {
  return typeof query === 'object' && 'photoId' in query ? query.photoId : undefined;
}

export function subjectOf({ query }: PhotoSearch, asUnderstood = typeof query === 'string' ? query : ''): Subject {
  if (query === undefined) return 'newest';
  if (typeof query === 'string') return { words: asUnderstood };
  return { like: 'photoId' in query ? 'photo' : 'picture' };
}

/** Create the alt text of each photo. Alt texts have no markup, so nothing is escaped. */
export function altTextFor(subject: Subject): (number: number) => string {
  if (subject === 'newest') return (number) => `Photo ${number}`;
  const name = 'words' in subject ? `“${subject.words.slice(0, 200)}”` : named(subject);
  return (number) => `Photo ${number} for ${name}`;
}

function whyNothing(search: PhotoSearch, { total, leftOut, results }: SearchAnswer, indexing: boolean): string {
  if (search.pages.length > 0) return NO_MORE;
  // The photos have no vectors of the current model yet: a run makes them, or will soon.
  if (total > 0 && results.length === 0) return nothingReply(true);
  if (total === 0 && leftOut > 0) return ALL_AWAY;
  const nothingFits = total === 0 ? nothingFitsReply(search.filters ?? {}) : undefined;
  return nothingFits ?? nothingReply(indexing);
}

/** Write the line with the facts about a photo that the configuration allows. */
function factsLine(
  { id, path, takenAt, title, people, score, verdict }: SearchAnswer['results'][number],
  number: number,
  { access: { show }, grants }: Request,
): string[] {
  if (show.length === 0) return [];
  const place = placeOf(path, grants);
  const max = Math.floor(MAX_TEXT_CHARACTERS / Math.max(1, TEXTS.filter((text) => show.includes(text)).length));
  const facts = {
    path: place && escapeText(`${place.root}: ${place.path}`, max),
    date: takenAt?.slice(0, 10) ?? 'date unknown',
    title: title && escapeText(title, max),
    people: people.length > 0 && escapeText(people.join(', '), max),
    score: score !== null && (verdict === null ? score.toFixed(2) : `${verdict} (${score.toFixed(2)})`),
    id: `photo:${id}`,
  };
  return [`${number}. ${show.flatMap((fact) => facts[fact] || []).join(' · ')}`];
}

type Row = ActionRowBuilder<MessageActionRowComponentBuilder>;

function buttonRows(
  search: PhotoSearch,
  photos: readonly PostedPhoto[],
  next: PageEnd | undefined,
  { bot, caller, access, isPublic }: Request,
): Row[] {
  const { pages } = search;
  const button = (label: string, press: Parameters<typeof bot.buttons.add>[0], style = ButtonStyle.Secondary) =>
    new ButtonBuilder().setCustomId(bot.buttons.add(press, caller)).setLabel(label).setStyle(style);
  const page = (to: readonly PageEnd[]) => ({ kind: 'page', search: { ...search, pages: to }, isPublic }) as const;
  const shown = photos.filter(({ file }) => typeof file !== 'string');
  const photoIds = shown.map(({ id }) => id);
  const mayShare = !isPublic && access.audience.length > 0 && shown.length > 0;

  const main = [
    ...(pages.length > 0 ? [button('Previous', page(pages.slice(0, -1)))] : []),
    ...(next === undefined ? [] : [button('Next', page([...pages, next]))]),
    ...(mayShare ? [button('Share', { kind: 'share', search, photoIds }, ButtonStyle.Primary)] : []),
  ];
  const likes = shown.map(({ id, number }) => {
    const label = shown.length === 1 ? 'More like this' : `More like ${number}`;
    return button(label, { kind: 'search', search: { ...search, query: { photoId: id }, pages: [] } });
  });
  // Discord allows five buttons in a row.
  return [main, likes.slice(0, 5), likes.slice(5)]
    .filter((row) => row.length > 0)
    .map((row) => new ActionRowBuilder<MessageActionRowComponentBuilder>().addComponents(row));
}
