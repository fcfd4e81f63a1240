/** A complete conversation of the newest client with the server as a process. The others: test/hard/mcp-clients.hard.ts. */

import { it } from 'vitest';
import { CLIENTS } from '../../support/mcp/client.ts';
import { cancelInTheMiddle, converse } from '../../support/mcp/conversation.ts';

const newest = CLIENTS['client 2.4, 2026 protocol']!;

it('lists, finds, pages, views, receives errors, and reconnects', () => converse(newest));

it('indexes with progress, can cancel in the middle, and continues later', () => cancelInTheMiddle(newest));
