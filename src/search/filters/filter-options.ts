/** What photos can be filtered by, in every door: the fields, and what they mean in words. */

import { TYPE_NAMES } from '../../library/files/formats.ts';

/** As a person or an assistant gives it. A photo has to fit all of what is given. */
export interface FilterRequest {
  readonly taken?: string | undefined;
  readonly after?: string | undefined;
  readonly before?: string | undefined;
  readonly camera?: string | undefined;
  readonly type?: string | readonly string[] | undefined;
  readonly orientation?: string | undefined;
  readonly rating?: number | undefined;
  readonly keyword?: string | readonly string[] | undefined;
  readonly near?: string | undefined;
}

/** For help texts and schemas. */
export const FILTER_HELP: Record<keyof FilterRequest, string> = {
  taken: 'taken in this year, month or day: 2019, 2019-06 or 2019-06-01',
  after: 'taken since the beginning of this year, month or day',
  before: 'taken before the beginning of this year, month or day',
  camera: 'taken with this camera; a part of its name will do: canon',
  type: `of this file type: ${TYPE_NAMES.join(', ')}, or a RAW ending like nef`,
  orientation: 'of this orientation: landscape, portrait or square',
  rating: 'rated with at least so many stars: 1 to 5',
  keyword: 'with this keyword; given several, with all of them',
  near: 'taken near a city: Berlin, "Paris, US", "Berlin, 50 km" (25 unless you say), or near latitude,longitude,km',
};
