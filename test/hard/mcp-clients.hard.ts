/** A complete conversation with each client library that hosts use, and in each protocol. */

import { describe, it } from 'vitest';
import { CLIENTS } from '../support/mcp/client.ts';
import { cancelInTheMiddle, cancelOverHttp, converse } from '../support/mcp/conversation.ts';
import { HTTP_CLIENTS } from '../support/mcp/http.ts';

describe.each(Object.entries(CLIENTS))('%s', (_name, connectClient) => {
  it('lists, finds, pages, views, receives errors, and reconnects', () => converse(connectClient));
  it('indexes with progress, can cancel in the middle, and continues later', () => cancelInTheMiddle(connectClient));
});

describe.each(Object.entries(HTTP_CLIENTS))('%s over HTTP', (_name, connectClient) => {
  it('stops a run that it cancels; the next run continues', () => cancelOverHttp(connectClient));
});
