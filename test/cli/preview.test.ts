/** Pictures in terminals: the escape codes, and which terminals receive them. */

import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { inlineImage, iterm2Image, kittyImage } from '../../src/cli/output/inline-image.ts';
import { graphicsProtocol } from '../../src/cli/output/preview.ts';
import { runHere } from '../support/cli-here.ts';
import { indexedLibrary } from '../support/indexed.ts';

const ESC = '\u001b';
const bytes = fc.uint8Array({ maxLength: 12_000, minLength: 1 });

describe('the codes', () => {
  it('kitty: chunks of at most 4096 with the flags of the protocol, which together give the picture', () => {
    fc.assert(
      fc.property(bytes, (png) => {
        const commands = kittyImage(png, 8).split(`${ESC}\\`).slice(0, -1);
        const parts = commands.map((command) => command.match(new RegExp(`^${ESC}_G([^;]*);(.*)$`))!);
        expect(parts[0]![1]).toMatch(/^a=T,f=100,q=2,r=8,m=[01]$/);
        expect(parts.slice(1).map(([, control]) => control)).toEqual(
          parts.slice(1).map((_, index) => `m=${index === parts.length - 2 ? 0 : 1}`),
        );
        for (const [, , data] of parts) expect(data!.length).toBeLessThanOrEqual(4096);
        expect(Buffer.from(parts.map(([, , data]) => data).join(''), 'base64').equals(png)).toBe(true);
      }),
    );
  });

  it('iTerm2: one command with the whole file', () => {
    fc.assert(
      fc.property(bytes, (file) => {
        const codes = iterm2Image(file, 8);
        const start = `${ESC}]1337;File=inline=1;size=${file.length};height=8;preserveAspectRatio=1:`;
        expect(codes.slice(0, start.length)).toBe(start);
        expect(codes.at(-1)).toBe('\u0007');
        expect(Buffer.from(codes.slice(start.length, -1), 'base64').equals(file)).toBe(true);
      }),
    );
  });

  it('sixel: the same picture, as close as its palette in percent allows', async () => {
    const colours = fc.array(fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255)), { minLength: 1, maxLength: 8 });
    const size = fc.record({ width: fc.integer({ min: 1, max: 20 }), height: fc.integer({ min: 1, max: 20 }) });
    await fc.assert(
      fc.asyncProperty(colours, size, async (palette, { width, height }) => {
        const pixels = Array.from({ length: width * height }, (_, i) => [...palette[(i * 7) % palette.length]!, 255]);
        const codes = await inlineImage(
          'sixel',
          { data: Uint8Array.from([7, ...pixels.flat()]).subarray(1), width, height },
          8,
        );
        const seen = decodeSixel(codes);
        expect(seen).toMatchObject({ width, height });
        for (const [i, pixel] of pixels.entries()) {
          for (const channel of [0, 1, 2]) {
            expect(Math.abs(seen.rgb[i * 3 + channel]! - pixel[channel]!)).toBeLessThanOrEqual(4);
          }
        }
      }),
    );
  });
});

/** A separate decoder for the output of the encoder (DEC STD 070, chapter 9; VT330/340 manual, chapter 14). */
function decodeSixel(codes: string) {
  const [, body] = codes.match(new RegExp(`^${ESC}P[\\d;]*q(.*)${ESC}\\\\$`, 's'))!;
  const [raster, width, height] = body!.match(/^"1;1;(\d+);(\d+)/)!;
  const size = { width: Number(width), height: Number(height) };
  const rgb = new Float64Array(size.width * size.height * 3).fill(-1000);
  const palette = new Map<string, number[]>();
  let [x, top, colour] = [0, 0, ''];
  for (const [, number, r, g, b, count, sixel, control] of body!
    .slice(raster.length)
    .matchAll(/#(\d+)(?:;2;(\d+);(\d+);(\d+))?|(?:!(\d+))?([?-~])|([$-])/g)) {
    if (number !== undefined) {
      colour = number;
      if (r !== undefined)
        palette.set(
          number,
          [r, g, b].map((percent) => Number(percent) * 2.55),
        );
    } else if (control !== undefined) {
      x = 0;
      if (control === '-') top += 6;
    } else {
      for (let repeat = Number(count ?? 1); repeat > 0; repeat--, x++) {
        for (let row = 0; row < 6; row++) {
          if (((sixel!.charCodeAt(0) - 63) >> row) & 1)
            rgb.set(palette.get(colour)!, ((top + row) * size.width + x) * 3);
        }
      }
    }
  }
  return { ...size, rgb };
}

describe('which outputs receive pictures', () => {
  afterEach(() => vi.unstubAllEnvs());

  const KNOWN =
    'TERM TERM_PROGRAM TERM_PROGRAM_VERSION LC_TERMINAL TMUX STY KITTY_WINDOW_ID KITTY_PID KONSOLE_VERSION WEZTERM_PANE WEZTERM_UNIX_SOCKET GHOSTTY_RESOURCES_DIR';
  const protocolIn = (environment: Record<string, string>, isTTY = true) => {
    for (const name of KNOWN.split(' ')) vi.stubEnv(name, environment[name]);
    return graphicsProtocol({ isTTY });
  };

  it.each([
    [{ TERM: 'xterm-kitty' }, 'kitty'],
    [{ TERM: 'xterm-ghostty' }, 'kitty'],
    [{ TERM: 'xterm-256color', TERM_PROGRAM: 'iTerm.app', TERM_PROGRAM_VERSION: '3.4.0' }, 'iterm2'],
    [{ TERM: 'xterm-256color', TERM_PROGRAM: 'vscode', TERM_PROGRAM_VERSION: '1.99.0' }, 'iterm2'],
    [{ TERM: 'mlterm' }, 'sixel'],
    [{ TERM: 'xterm-256color' }, undefined],
    [{ TERM: 'dumb' }, undefined],
    [{}, undefined],
    // Variables of the outer terminal are still in the environment of tmux.
    [{ TERM: 'tmux-256color', TMUX: '/run/tmux,1,0', KITTY_WINDOW_ID: '1' }, undefined],
    [{ TERM: 'xterm-kitty', TMUX: '/run/tmux,1,0' }, undefined],
    [{ TERM: 'screen', STY: '1.tty', TERM_PROGRAM: 'mintty' }, undefined],
  ])('%j: %s', (environment, protocol) => {
    expect(protocolIn(environment)).toBe(protocol);
    expect(protocolIn(environment, false)).toBeUndefined();
  });

  it('prints plain lines to a pipe, in every terminal, and says so', async () => {
    const { env, folder } = await indexedLibrary();
    const args = ['a plain picture', '-p', '--in', folder, '--quiet', '-n'];
    const { code, stdout, stderr } = await runHere(args, { env: { ...env, TERM: 'xterm-kitty' } });
    expect({ code, stderr }).toEqual({ code: 0, stderr: 'No previews: the output is not a terminal.\n' });
    const lines = stdout.trimEnd().split('\n');
    expect(lines).toHaveLength(4);
    for (const line of lines) expect(line).toMatch(/^-?\d\.\d{3}\t[^\t]+$/);
    expect(stdout).toContain(join(folder, 'red.jpg'));
  });
});
