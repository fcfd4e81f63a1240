/** The address that a user gives to listen at. At a process: test/tools/transports/http/process.test.ts. */

import { expect, it } from 'vitest';
import { resolveAddress } from '../../src/http/address.ts';

it.each([
  ['7331', { host: '127.0.0.1', port: 7331, isLoopback: true }],
  ['[::1]:0', { host: '::1', port: 0, isLoopback: true }],
  ['0.0.0.0:80', { host: '0.0.0.0', port: 80, isLoopback: false }],
])('%s is one', async (text, address) => {
  expect(await resolveAddress(text, '--http 127.0.0.1:7331')).toMatchObject(address);
});

it.each(['127.0.0.1', '127.0.0.1:99999', 'http://127.0.0.1:80', '::1:80'])('%s is none', async (text) => {
  await expect(resolveAddress(text, '--http 127.0.0.1:7331')).rejects.toMatchObject({
    code: 'bad-usage',
    message: expect.stringMatching(/not an address to listen at\. Give HOST:PORT/),
  });
});

it('names a host that does not exist', async () => {
  await expect(resolveAddress('nowhere.invalid:7331', '--http 7331')).rejects.toMatchObject({
    code: 'bad-usage',
    message: expect.stringMatching(/No computer is named "nowhere\.invalid"/),
  });
});
