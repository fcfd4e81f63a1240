/** Our own drawings as icons of the server and its tools: https://modelcontextprotocol.io/specification, "Icons". */

import type { Icon } from '@modelcontextprotocol/server';

/** To be seen on white and on black. */
const BLUE = '#2b87d1';
const PICTURE = 'M3 5h18v14H3zm0 12 6-6 5 5 3-3 4 4M16 9v.1';

/** The server's icons: a picture, for light and for dark backgrounds. */
export const SERVER_ICONS: Icon[] = [
  { ...drawn(PICTURE, '#1a5fa8'), theme: 'light' },
  { ...drawn(PICTURE, '#8cc8ff'), theme: 'dark' },
];

/** Make the icon of a tool, small enough for a list. @param path an SVG path on a grid of 24 by 24. */
export function toolIcon(path: string): Icon {
  return drawn(path, BLUE);
}

function drawn(path: string, stroke: string): Icon {
  const shape = `<path d="${path}"/>`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="${stroke}" stroke-width="2" stroke-linecap="round">${shape}</svg>`;
  return { src: `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`, mimeType: 'image/svg+xml' };
}
