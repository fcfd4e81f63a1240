/** The resources of the MCP server: photos, and the gallery that some hosts show. */

import { type McpServer, ResourceTemplate, type ServerContext } from '@modelcontextprotocol/server';
import { PHOTO_TEMPLATES, readPhoto } from './answers/photo-resource.ts';
import { GALLERY_URI } from './app/extension.ts';
import { readGallery } from './app/gallery-page.ts';
import type { Library } from './library.ts';

/**
 * Register the resources. None is listed: there may be a million photos, and a client needs only those that it has found.
 * Their ids are no words that a person types, so nothing completes them. Hosts find the gallery in the metadata of the
 * tools, where the extension wants them to look.
 */
export function registerResources(server: McpServer, library: Library): void {
  const read = (uri: string, { mcpReq }: ServerContext) =>
    uri === GALLERY_URI ? readGallery() : readPhoto(uri, library, mcpReq.signal);
  for (const [name, { address, ...about }] of Object.entries(PHOTO_TEMPLATES)) {
    const template = new ResourceTemplate(address, { list: undefined });
    const annotations = { audience: ['user' as const, 'assistant' as const] };
    server.registerResource(name, template, { ...about, annotations }, ({ href }, _variables, call) =>
      read(href, call),
    );
  }
  // Replaces the SDK's handler, whose error repeats an unknown address unescaped.
  server.server.setRequestHandler('resources/read', ({ params }, call) => read(params.uri, call));
}
