/**
 * `npm run bench -- discord [--photos 1000] [--large] [--json]`
 *
 * Runs `picsift discord` against the fake Discord, with the built-in model: 20 people send 100 different /find for
 * three pictures within 10 seconds; once alone, once while /reindex indexes new photos, then twice more to measure the
 * memory. --large: the photos are JPEGs of 12 megapixels.
 */

import { spawn } from 'node:child_process';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { builtFile } from '../../../src/base/paths.ts';
import { ADA } from '../../support/discord/payloads.ts';
import { type Answer, DISCORD_FIRST_ANSWER_MS, openDiscord, type StandIn, TOKEN } from '../../support/discord/rest.ts';
import { distinctQueries, drawLibrary } from '../bench-library.ts';
import { benchEnvironment, inNewFolder, measure, quantile, report, residentKilobytes } from '../measure.ts';
import { makePhotos } from './index-bench.ts';

const GUILD = '600000000000000001';
const PEOPLE = 20;
const QUESTIONS = 100;
const WITHIN_MS = 10_000;
/** Much longer than people wait: the bench then counts a late answer as late, not as lost. */
const PATIENCE_MS = 120_000;

export async function benchDiscord(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      photos: { type: 'string', default: '1000' },
      large: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  });
  await inNewFolder(async (home) => {
    const photos = Number(values.photos);
    const [library, fresh] = [join(home, 'library'), join(home, 'fresh')];
    if (values.large) {
      mkdirSync(library);
      await makePhotos(join(library, 'old'), photos);
      await makePhotos(fresh, 2 * photos);
    } else {
      await drawLibrary(library, 0, photos);
      await drawLibrary(fresh, photos, 5 * photos);
    }
    await measure(['index', library, '--quiet', '--model', 'pocket'], home);
    const discord = await openDiscord([GUILD], PATIENCE_MS, DISCORD_FIRST_ANSWER_MS);
    const figures = await converse(home, library, fresh, discord);
    report({ photos, ...figures, 'not allowed by Discord': (await discord.close()).length }, values.json);
  });
}

async function converse(home: string, library: string, fresh: string, discord: StandIn) {
  const guilds = { [GUILD]: { folders: [library], reindex: { users: [ADA] } } };
  writeFileSync(join(home, 'config.json'), JSON.stringify({ model: 'pocket', discord: { guilds } }));
  const bot = spawn(process.execPath, ['--', builtFile('src/cli/main.ts'), 'discord'], {
    env: { ...benchEnvironment(home), DISCORD_TOKEN: TOKEN, DISCORD_API_BASE: discord.apiBase },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let log = '';
  bot.stderr.setEncoding('utf8').on('data', (text: string) => {
    log += text;
  });
  while (!log.includes('Index up to date')) await sleep(50);
  const memory = () => Math.round(residentKilobytes(bot.pid!) / 1024);
  const queries = distinctQueries();
  const round = () => askAll(discord, queries.splice(0, QUESTIONS));

  const alone = await round();
  const [afterOne, cpu] = [memory(), process.cpuUsage()];
  renameSync(fresh, join(library, 'fresh'));
  const reindexing = discord.ask({ guildId: GUILD, name: 'reindex' });
  const meanwhile = await round();
  const isIndexing = async () =>
    (await discord.ask({ guildId: GUILD, name: 'status' })).content.includes('still looking');
  const lasted = await isIndexing();
  await reindexing;
  while (await isIndexing()) await sleep(500);
  await round();
  const afterThree = memory();
  await round();
  const afterFour = memory();
  const ended = new Promise((resolve) => bot.on('exit', resolve));
  bot.kill('SIGTERM');
  await ended;
  const standIn = process.cpuUsage(cpu);
  return {
    ...timesOf(alone, 'alone'),
    ...timesOf(meanwhile, 'reindexing'),
    'reindexing to the last answer': lasted ? 'yes' : 'no',
    'MB after 100, 300 and 400': `${afterOne}, ${afterThree}, ${afterFour}`,
    'CPU s of the stand-in itself': Math.round((standIn.user + standIn.system) / 1e5) / 10,
  };
}

/** @returns the answers; rejects when an answer is missing. */
async function askAll(discord: StandIn, queries: readonly string[]): Promise<Answer[]> {
  const answers: Promise<Answer>[] = [];
  for (const [index, query] of queries.entries()) {
    const userId = `4000000000000000${10 + (index % PEOPLE)}`;
    answers.push(discord.ask({ guildId: GUILD, userId, name: 'find', options: { query, limit: 3 } }));
    await sleep(WITHIN_MS / QUESTIONS);
  }
  return Promise.all(answers);
}

function timesOf(answers: readonly Answer[], when: string) {
  const acknowledged = answers.map(({ acknowledgedAfter }) => acknowledgedAfter);
  const answered = answers.map(({ answeredAfter }) => answeredAfter);
  return {
    [`${when}: answers with 3 pictures`]: answers.filter(({ files }) => files.length === 3).length,
    [`${when}: acknowledged, ms at worst`]: Math.max(...acknowledged),
    [`${when}: pictures p50, ms`]: quantile(answered, 0.5),
    [`${when}: pictures p95, ms`]: quantile(answered, 0.95),
  };
}
