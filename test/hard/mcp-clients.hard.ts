/** A complete conversation with each client library that hosts use, and in each protocol. */

import { describe, it } from 'vitest';
import { CLIENTS } from '../support/mcp/client.ts';
import { cancelInTheMiddle, converse } from '../support/mcp/conversation.ts';

describe.each(Object.entries(CLIENTS))('%s', (_name, connectClient) => {
  it('lists, finds, pages, views, receives errors, and reconnects', () => converse(connectClient));
  it('indexes with progress, can cancel in the middle, and continues later', () => cancelInTheMiddle(connectClient));
});
