import type { Client } from '@modelcontextprotocol/client';
import type { Contents } from './manifest.d.mts';

/** Ask a connected server for its tools and prompts, as a manifest lists them. */
export function serverLists(
  client: Pick<Client, 'listTools' | 'listPrompts' | 'getPrompt'>,
): Promise<Pick<Contents, 'tools' | 'prompts'>>;
