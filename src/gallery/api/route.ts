/** The form of a route. The server, the OpenAPI document and docs/api.md are made from the routes' declarations. */

import type { z } from 'zod';
import type { Right } from '../../access/rights.ts';
import type { Gallery } from '../gallery.ts';

/** Version 1 of the API. Fields may be added to it; a change that breaks programs is a version 2 beside it. */
export const PREFIX = '/api/v1';

/** Answers that are not JSON. */
type MediaType = 'image/jpeg' | 'text/event-stream' | 'application/octet-stream';

export interface Call<Query, Body> {
  readonly gallery: Gallery;
  /** The photo in the path; empty if the path has none. */
  readonly id: string;
  readonly query: Query;
  readonly body: Body;
  readonly request: Request;
  /** Aborts when the client leaves. */
  readonly signal: AbortSignal;
  /** Aborts when the server ends. */
  readonly ending: AbortSignal;
}

interface Declaration<Query extends z.ZodObject, Body extends z.ZodObject> {
  readonly method: 'get' | 'post';
  /** Below `PREFIX`; ":id" stands for a photo. */
  readonly path: string;
  readonly summary: string;
  readonly query?: Query;
  readonly body?: Body;
  /** Without it, the answer is 403. */
  readonly right?: Right;
}

export interface JsonRoute<Query extends z.ZodObject, Body extends z.ZodObject, Answer extends z.ZodType>
  extends Declaration<Query, Body> {
  readonly answer: Answer;
  run(call: Call<z.output<Query>, z.output<Body>>): Promise<z.input<Answer>>;
}

export interface MediaRoute<Query extends z.ZodObject, Body extends z.ZodObject> extends Declaration<Query, Body> {
  readonly answer: MediaType;
  run(call: Call<z.output<Query>, z.output<Body>>): Promise<Response>;
}

// biome-ignore lint/suspicious/noExplicitAny: a list of routes has routes of all types
export type Route = JsonRoute<any, any, any> | MediaRoute<any, any>;

type Nothing = z.ZodObject<Record<never, never>>;

/** Declare a route that answers with JSON. */
export function jsonRoute<
  Answer extends z.ZodType,
  Query extends z.ZodObject = Nothing,
  Body extends z.ZodObject = Nothing,
>(route: JsonRoute<Query, Body, Answer>): Route {
  return route;
}

/** Declare a route that answers with anything else. */
export function mediaRoute<Query extends z.ZodObject = Nothing, Body extends z.ZodObject = Nothing>(
  route: MediaRoute<Query, Body>,
): Route {
  return route;
}
