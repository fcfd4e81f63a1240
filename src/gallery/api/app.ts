/** The API as a hono application: reads what a route declares, runs it, and writes the answer. */

import type { HttpBindings } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { PicsiftError } from '../../base/errors.ts';
import { readJson } from '../../http/body.ts';
import { Refusal } from '../../http/refusal.ts';
import type { Gallery } from '../gallery.ts';
import { errorFor } from './errors.ts';
import { openApi } from './openapi.ts';
import { readQuery } from './read-query.ts';
import { type Call, PREFIX, type Route } from './route.ts';

interface Shared {
  readonly gallery: Gallery;
  /** Aborts when the server ends. */
  readonly ending: AbortSignal;
}

const NOTHING = z.strictObject({});
/** As the catalog makes them; longer texts are not looked up. */
const PHOTO_ID = /^[\w-]{1,64}$/;

type Env = { Bindings: HttpBindings };

export function createApp(routes: readonly Route[], shared: Shared): Hono<Env> {
  const app = new Hono<Env>().basePath(PREFIX);
  for (const route of routes) {
    app.on(route.method.toUpperCase(), route.path, async (context) => answer(route, context, shared));
  }
  app.get('/openapi.json', (context) => context.json(openApi(routes)));
  app.notFound((context) =>
    write(context, new Refusal(404, `There is nothing here. See ${PREFIX}/openapi.json.`), shared.gallery),
  );
  app.onError((error, context) => write(context, error, shared.gallery));
  return app;
}

async function answer(route: Route, context: Context<Env>, { gallery, ending }: Shared): Promise<Response> {
  if (route.right !== undefined && !gallery.rights.has(route.right)) {
    throw new Refusal(403, `This gallery does not allow that. Its owner can allow "${route.right}".`);
  }
  const url = new URL(context.req.url);
  const { incoming } = context.env;
  const call: Call<unknown, unknown> = {
    gallery,
    id: photoIdIn(context),
    query: parsed(route.query ?? NOTHING, readQuery(url.searchParams, route.query ?? NOTHING)),
    body: route.method === 'post' ? parsed(route.body ?? NOTHING, await readJson(incoming)) : {},
    request: context.req.raw,
    signal: context.req.raw.signal,
    ending,
  };
  const answered = await route.run(call as Call<never, never>);
  return answered instanceof Response ? answered : context.json(answered);
}

function photoIdIn(context: Context): string {
  const id = context.req.param('id') ?? '';
  if (id === '' || PHOTO_ID.test(id)) return id;
  throw new PicsiftError('photo-not-found', 'There is no photo with that id here. Search again.');
}

/** @throws Refusal that names what is wrong. */
function parsed(schema: z.ZodObject, given: unknown): unknown {
  const outcome = (schema._zod.def.catchall === undefined ? schema.strict() : schema).safeParse(given);
  if (outcome.success) return outcome.data;
  const problems = outcome.error.issues.map(({ path, message }) => `${path.join('.') || 'request'}: ${message}`);
  throw new Refusal(400, `${problems.slice(0, 5).join('; ')}.`, {}, 'bad-request');
}

function write(context: Context<Env>, error: unknown, gallery: Gallery): Response {
  const { status, headers, body } = errorFor(error, gallery);
  return context.json(body, status as 400, headers);
}
