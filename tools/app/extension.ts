/**
 * The extension MCP Apps, version 2026-01-26: hosts that know it show a page of the server beside the answer of a tool.
 * Specification: https://github.com/modelcontextprotocol/ext-apps/blob/main/specification/2026-01-26/apps.mdx
 */

import type { ClientCapabilities, Tool } from '@modelcontextprotocol/server';

const EXTENSION_ID = 'io.modelcontextprotocol/ui';
/** Media type of a page. */
export const APP_TYPE = 'text/html;profile=mcp-app';
/** Address of the gallery. */
export const GALLERY_URI = 'ui://picsift/gallery.html';

/** Metadata of a tool whose answers the gallery shows. The host also lets the gallery call the tool. */
export const SHOWN_IN_GALLERY = { ui: { resourceUri: GALLERY_URI } };
/** Metadata of a tool that only the gallery calls: the host hides it from the model. */
export const ONLY_FOR_GALLERY = { ui: { resourceUri: GALLERY_URI, visibility: ['app'] } };

/** Decide whether a client shows pages: it declares the extension with their media type. */
export function showsApps(client: ClientCapabilities | undefined): boolean {
  const types = client?.extensions?.[EXTENSION_ID]?.mimeTypes;
  return Array.isArray(types) && types.includes(APP_TYPE);
}

/**
 * List the tools for a client that knows nothing of pages ("Servers SHOULD check client capabilities before registering
 * UI-enabled tools"): without the metadata of the extension, and without the tools that only a page calls. Such a client
 * would offer these to its model.
 */
export function withoutApps(tools: readonly Tool[]): Tool[] {
  return tools.flatMap(({ _meta, ...tool }) => (_meta?.ui === ONLY_FOR_GALLERY.ui ? [] : tool));
}
