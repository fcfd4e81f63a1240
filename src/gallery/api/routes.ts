/** All routes of the API. */

import type { Route } from './route.ts';
import { originalRoute, previewRoute, thumbnailRoute } from './routes/pictures.ts';
import { searchRoute } from './routes/search.ts';
import { eventsRoute, statusRoute } from './routes/status.ts';
import { countsRoute, suggestionsRoute, timelineRoute } from './routes/timeline.ts';

export const ROUTES: readonly Route[] = [
  searchRoute,
  timelineRoute,
  countsRoute,
  suggestionsRoute,
  thumbnailRoute,
  previewRoute,
  originalRoute,
  statusRoute,
  eventsRoute,
];
