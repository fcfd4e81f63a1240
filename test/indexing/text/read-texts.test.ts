/** The pass that reads text, on a real catalog. What is read is told here by the files' names; the reader has its own tests. */

import { rmSync } from 'node:fs';
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { PicsiftError } from '../../../src/base/errors.ts';
import type { Catalog } from '../../../src/catalog/open.ts';
import { acquireLease, releaseLease, WRITER } from '../../../src/catalog/runs/lease.ts';
import { textOfContent } from '../../../src/catalog/text/texts.ts';
import { countRead } from '../../../src/catalog/text/unread.ts';
import type { TextJob, TextProgress } from '../../../src/indexing/text/messages.ts';
import type { ReadingReply, ReadingRequest } from '../../../src/indexing/text/read-photo.ts';
import { readTexts, type TextContext } from '../../../src/indexing/text/read-texts.ts';
import { readerWith } from '../../../src/reading/reader-version.ts';
import { addPhoto, testCatalog } from '../../support/catalogs/test-catalog.ts';
import { readLines } from '../../support/text-lines.ts';

type Read = (name: string) => ReadingReply | Promise<ReadingReply>;

const asNamed: Read = (name) => ({ kind: 'read', lines: readLines(`file ${name}`) });

/** Start a pass over /p. @param read what the reading process answers for a file, or for "blank". */
function pass(
  catalog: Catalog,
  read: Read = asNamed,
  { models = [], ...options }: Partial<TextContext> & Partial<Pick<TextJob, 'models'>> = {},
) {
  const asked: string[] = [];
  const progress: TextProgress[] = [];
  const call = async (request: ReadingRequest) => {
    const name = request === 'blank' ? request : basename(request.path);
    asked.push(name);
    return read(name);
  };
  const context = {
    catalog,
    onProgress: (step: TextProgress) => void progress.push(step),
    stop: new AbortController().signal,
  };
  const summary = readTexts(
    { catalogFile: '', folders: ['/p'], models },
    { ...context, reading: { call }, ...options },
  );
  return { asked, progress, summary };
}

const unreadable = (reason: string) => {
  throw new PicsiftError('photo-unreadable', reason);
};

it('reads every content once, and again only for a better reader', async () => {
  const { catalog } = testCatalog();
  const [first] = ['a', 'copy of a', 'b'].map((name) => addPhoto(catalog, `/p/${name}`, { content: name.at(-1)! }));
  addPhoto(catalog, '/elsewhere/c');
  const { asked, progress, summary } = pass(catalog);
  expect(await summary).toMatchObject({ read: 2, failed: 0, left: 0, interrupted: false, elsewhere: false });
  expect(asked).toEqual(['b', 'a']);
  expect(progress).toEqual([
    { done: 0, total: 2 },
    { done: 2, total: 2 },
  ]);
  expect(textOfContent(catalog, first!.contentId)).toBe('file a');
  expect(countRead(catalog, ['/p', '/elsewhere'], readerWith([]))).toMatchObject({ photos: 4, read: 3 });

  addPhoto(catalog, '/p/another copy of b', { content: 'b' });
  const again = pass(catalog);
  await again.summary;
  expect(again.asked).toEqual([]);
  catalog.prepare('UPDATE content_text SET reader = reader - 1').run();
  expect(await pass(catalog).summary).toMatchObject({ read: 2 });
});

it('reads again with a model that was added, keeps the former text meanwhile, and all of it when the model goes', async () => {
  const { catalog } = testCatalog();
  const [good, slow] = ['good', 'slow'].map((name) => addPhoto(catalog, `/p/${name}`).contentId) as [number, number];
  await pass(catalog).summary;
  const models = ['korean', 'arabic'].map((name) => ({ name, recognition: '' }));
  const meanwhile: (string | null)[] = [];
  const better: Read = (name) => {
    if (name !== 'blank') meanwhile.push(textOfContent(catalog, good));
    return name === 'slow' ? unreadable('it takes too long') : { kind: 'read', lines: readLines('better') };
  };
  const korean = { models: models.slice(0, 1) };
  expect(await pass(catalog, better, korean).summary).toMatchObject({ read: 1, failed: 1, left: 0 });
  expect(meanwhile).toEqual(['file good', 'file good']);
  expect([good, slow].map((id) => textOfContent(catalog, id))).toEqual(['better', 'file slow']);
  for (const former of [korean, { models: [] }])
    expect(await pass(catalog, better, former).summary).toMatchObject({ read: 0, failed: 0 });
  for (const more of [{ models }, korean, { models: [{ name: 'arabic', recognition: '' }] }]) {
    const isNew = more.models.length === 2;
    expect(await pass(catalog, asNamed, more).summary).toMatchObject({ read: isNew ? 2 : 0 });
  }
});

it('records a picture that cannot be read, and leaves files for later that cannot be opened now', async () => {
  const { catalog } = testCatalog();
  for (const name of ['bad', 'away', 'good']) addPhoto(catalog, `/p/${name}`);
  // The second copy can be read.
  for (const name of ['denied', 'open']) addPhoto(catalog, `/p/${name}`, { content: 'twice' });
  const offline = addPhoto(catalog, '/p/offline');
  catalog.prepare(`UPDATE photo SET state = 'offline' WHERE id = ?`).run(offline.id);
  const read: Read = (name) => {
    if (name === 'bad') return unreadable('it takes too long');
    if (name === 'away') return { kind: 'unsettled' };
    return name === 'denied' ? { kind: 'unreadable', reason: 'no' } : asNamed(name);
  };
  expect(await pass(catalog, read).summary).toMatchObject({ read: 2, failed: 1, left: 1 });
  const again = pass(catalog);
  expect(await again.summary).toMatchObject({ read: 1, failed: 0, left: 0 });
  expect(again.asked).toEqual(['away']);
});

it('blames no picture when the reader itself is broken', async () => {
  const { catalog } = testCatalog();
  for (const name of ['a', 'b', 'c']) addPhoto(catalog, `/p/${name}`);
  const broken = pass(catalog, () => unreadable('a model is missing'));
  await expect(broken.summary).rejects.toMatchObject({ code: 'worker-failed', message: /a model is missing/ });
  expect(await pass(catalog).summary).toMatchObject({ read: 3, failed: 0 });
});

it('stores what was read when it is stopped, and continues from there', async () => {
  const { catalog } = testCatalog();
  for (let i = 0; i < 40; i++) addPhoto(catalog, `/p/${i}`);
  const stop = new AbortController();
  let left = 20;
  const read: Read = (name) => {
    if (--left === 0) stop.abort();
    return asNamed(name);
  };
  const { read: stored, ...rest } = await pass(catalog, read, { stop: stop.signal }).summary;
  expect(rest).toMatchObject({ interrupted: true, failed: 0, left: 40 - stored });
  expect(stored).toBeGreaterThanOrEqual(20);
  expect(await pass(catalog).summary).toMatchObject({ read: 40 - stored, left: 0 });
});

it('waits while a picsift indexes, and does nothing while another one reads', async () => {
  const { catalog } = testCatalog();
  addPhoto(catalog, '/p/a');
  const token = acquireLease(catalog, WRITER)!;
  const waiting = pass(catalog);
  await sleep(50);
  expect(waiting.asked).toEqual([]);
  expect(await pass(catalog).summary).toMatchObject({ read: 0, left: 1, elsewhere: true });
  releaseLease(catalog, WRITER, token);
  expect(await waiting.summary).toMatchObject({ read: 1, left: 0, elsewhere: false });
});

it('does not store the text of a photo that is gone meanwhile', async () => {
  const { catalog } = testCatalog();
  const { id, contentId } = addPhoto(catalog, '/p/a');
  const read: Read = (name) => {
    catalog.prepare('DELETE FROM photo WHERE id = ?').run(id);
    catalog.prepare('DELETE FROM content WHERE id = ?').run(contentId);
    return asNamed(name);
  };
  expect(await pass(catalog, read).summary).toMatchObject({ left: 0 });
  expect(textOfContent(catalog, contentId)).toBeNull();
});

it('stops when the catalog is deleted', async () => {
  const { catalog } = testCatalog();
  for (let i = 0; i < 40; i++) addPhoto(catalog, `/p/${i}`);
  const deleted = pass(catalog, (name) => {
    rmSync(catalog.name, { force: true });
    return asNamed(name);
  });
  await expect(deleted.summary).rejects.toMatchObject({ code: 'interrupted' });
  expect(deleted.asked.length).toBeLessThan(40);
});
