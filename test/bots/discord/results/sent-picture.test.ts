import { describe, expect, test } from 'vitest';
import { reachOfPictures } from '../../../../bots/discord/results/sent-picture.ts';

describe('pictures are fetched', () => {
  test("from Discord's own hosts over HTTPS, which have public addresses", () => {
    const { configuredHost, isHub, mayRequest } = reachOfPictures('https://discord.com/api');
    expect({ configuredHost, isHub }).toEqual({ configuredHost: undefined, isHub: undefined });
    const allowed = ['https://cdn.discordapp.com/attachments/1/x.jpg', 'https://media.discordapp.net/x.jpg?ex=1'];
    const refused = [
      'http://cdn.discordapp.com/x.jpg',
      'https://discord.com/x.jpg',
      'https://cdn.discordapp.com.evil.example/x.jpg',
      'https://evil.example/cdn.discordapp.com',
      'https://127.0.0.1/x.jpg',
    ];
    for (const url of allowed) expect(mayRequest?.(new URL(url)), url).toBe(true);
    for (const url of refused) expect(mayRequest?.(new URL(url)), url).toBe(false);
  });

  test('from the host of another API, also at a private address', () => {
    const { configuredHost, mayRequest } = reachOfPictures('http://127.0.0.1:8080/api');
    expect(configuredHost).toBe('127.0.0.1');
    expect(mayRequest?.(new URL('http://127.0.0.1:9090/x.jpg'))).toBe(true);
    expect(mayRequest?.(new URL('http://localhost:8080/x.jpg'))).toBe(false);
    expect(mayRequest?.(new URL('https://cdn.discordapp.com/x.jpg'))).toBe(true);
  });
});
