import { expect, it } from 'vitest';
import { shellWord } from '../../../src/cli/output/console.ts';
import { HAS_SHELL } from '../../support/platform/capabilities.ts';

it.runIf(HAS_SHELL)('quotes a path where a shell needs it', () => {
  for (const plain of ['/a/b-1_2.jpg', '/Bücher/犬', '~/x', 'C:\\x']) expect(shellWord(plain)).toBe(plain);
  expect(shellWord('/my photos')).toBe("'/my photos'");
  expect(shellWord("/it's $(rm)")).toBe("'/it'\\''s $(rm)'");
});
