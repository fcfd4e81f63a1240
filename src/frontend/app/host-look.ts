/** Follows the look of the host: light or dark, its colours and its font. */

import { isObject, textIn } from '../model/answer.ts';
import type { Json } from './host.ts';

/** Variables of the extension (McpUiStyleVariableKey) that the styles of the gallery use. */
const VARIABLES = [
  '--color-background-primary',
  '--color-background-secondary',
  '--color-text-primary',
  '--color-text-secondary',
  '--color-border-secondary',
  '--color-ring-primary',
  '--font-sans',
];

/** Apply what a context of the host says. What it does not mention stays as it is. */
export function applyLook({ theme, styles, displayMode, safeAreaInsets }: Json): void {
  const root = document.documentElement;
  if (theme === 'light' || theme === 'dark') root.style.colorScheme = theme;
  const variables = isObject(styles) && isObject(styles.variables) ? styles.variables : {};
  for (const name of VARIABLES) {
    const value = textIn(variables[name]);
    if (value !== undefined) root.style.setProperty(name, value);
  }
  if (typeof displayMode === 'string') root.dataset.mode = displayMode;
  if (isObject(safeAreaInsets)) {
    const sides = ['top', 'right', 'bottom', 'left'].map((side) => `${Number(safeAreaInsets[side]) || 0}px`);
    root.style.padding = sides.join(' ');
  }
}
