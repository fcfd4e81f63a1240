/** All routes of the API. */

import type { Route } from './route.ts';
import { duplicatesRoute, trashRoute } from './routes/duplicates.ts';
import { photoRoute, showRoute } from './routes/photo.ts';
import { originalRoute, previewRoute, thumbnailRoute } from './routes/pictures.ts';
import { searchRoute } from './routes/search.ts';
import { collectRoute, contactSheetRoute, pathsRoute, tagsRoute } from './routes/selection.ts';
import { eventsRoute, statusRoute } from './routes/status.ts';
import { countsRoute, suggestionsRoute, timelineRoute } from './routes/timeline.ts';

export const ROUTES: readonly Route[] = [
  searchRoute,
  timelineRoute,
  countsRoute,
  suggestionsRoute,
  photoRoute,
  thumbnailRoute,
  previewRoute,
  originalRoute,
  contactSheetRoute,
  duplicatesRoute,
  trashRoute,
  tagsRoute,
  pathsRoute,
  collectRoute,
  showRoute,
  statusRoute,
  eventsRoute,
];
