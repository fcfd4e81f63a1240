/** What the copiers of macOS and Windows read from the answers of these systems' own tools, on every system. */

import { expect, it } from 'vitest';
import { attributesInList } from '../../../src/tagging/attributes/macos-copier.ts';
import { permissionsInList } from '../../../src/tagging/attributes/windows-copier.ts';

it('macOS: flags, access control list and extended attributes from ls', () => {
  const answer = [
    '-rw-r--r--@ 1 501  20  uchg,hidden,compressed 1234 Nov 30 12:00 /Users/a/b c.jpg',
    '\tcom.apple.FinderInfo\t     32 ',
    '\tcom.apple.metadata:_kMDItemUserTags\t     53 ',
    ' 0: user:bob allow read,write',
    ' 1: group:everyone deny delete',
  ].join('\n');
  expect(attributesInList(`${answer}\n`)).toEqual({
    flags: ['uchg', 'hidden'],
    list: ['0: user:bob allow read,write', '1: group:everyone deny delete'],
    names: ['com.apple.FinderInfo 32', 'com.apple.metadata:_kMDItemUserTags 53'],
  });
  const plain = '-rw-r--r--  1 501  20  - 1234 Nov 30 12:00 /a.jpg\n';
  expect(attributesInList(plain)).toEqual({ flags: [], list: [], names: [] });
});

it('Windows: the same permissions of two files are equal, others are not', () => {
  const answer = (file: string, first: string) =>
    `${file} ${first}\r\n${' '.repeat(file.length)} PC\\bob:(I)(M)\r\n\r\nSuccessfully processed 1 files\r\n`;
  const [long, short] = ['C:\\Photos\\a (1).jpg', 'C:\\Photos\\.tmp'];
  const inherited = permissionsInList(answer(long, 'BUILTIN\\Users:(I)(RX)'), long);
  expect(permissionsInList(answer(short, 'BUILTIN\\Users:(I)(RX)'), short)).toBe(inherited);
  expect(permissionsInList(answer(short, 'BUILTIN\\Users:(RX)'), short)).not.toBe(inherited);
});
