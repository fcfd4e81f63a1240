import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseXml, type XmlElement } from '../../../../src/library/metadata/blocks/xml.ts';

const first = (text: string) => parseXml(text, 0).children[0];
const shape = ({ name, text, children }: XmlElement): unknown => [name, text, ...children.map(shape)];

describe('parseXml', () => {
  it('resolves namespaces in their scope', () => {
    const element = first(
      '<a:x xmlns:a="http://a/" xmlns="http://d#"><y a:z="1" q="2"/><b xmlns="http://e" xmlns:a="http://f"><a:c/></b><y/></a:x>',
    )!;
    expect(shape(element)).toEqual([
      'http://a x',
      '',
      ['http://d y', ''],
      ['http://e b', '', ['http://f c', '']],
      ['http://d y', ''],
    ]);
    expect([...element.children[0]!.attributes]).toEqual([['http://a z', '1']]);
  });

  it('decodes references, and leaves unknown ones as they are', () => {
    expect(first('<a>&lt;&amp;&#65;&#x1F600;<![CDATA[<&amp;>]]>&nbsp;&#x110000;</a>')!.text).toBe(
      '<&A😀<&amp;>&nbsp;&#x110000;',
    );
    expect(first(`<a b:c='"&quot;' b:d="'&apos;>"/>`)!.attributes).toEqual(
      new Map([
        ['b c', '""'],
        ['b d', `''>`],
      ]),
    );
  });

  it.each([
    ['<a>x<b', [' a', 'x']],
    ['<a><b>x</b></c></a>', [' a', '', [' b', 'x']]],
    ['<a><b>x', [' a', '', [' b', 'x']]],
    ['<a><b>x</a>', [' a', '', [' b', 'x']]],
    ['<a><!-- x', [' a', '']],
    ['<a><b c="></a>', [' a', '']],
  ])('returns what is before the damage: %s', (text, expected) => {
    expect(shape(first(text)!)).toEqual(expected);
  });

  it('reads what was written', () => {
    type Tree = readonly [name: string, text: string, children: readonly Tree[]];
    const name = fc.constantFrom('a', 'b', 'long-name');
    const text = fc.string({ unit: fc.constantFrom(...'ab<>&"\'] \u00fc😀') });
    const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
      tree: fc.oneof(
        { depthSize: 'small' },
        fc.tuple(name, text, fc.constant([])),
        fc.tuple(name, text, fc.array(tie('tree'), { maxLength: 3 })),
      ),
    }));
    const escaped = (value: string) => value.replace(/[<>&"']/g, (letter) => `&#${letter.charCodeAt(0)};`);
    const written = ([tag, value, children]: Tree): string =>
      `<${tag}>${escaped(value)}${children.map(written).join('')}</${tag}>`;
    const expected = ([tag, value, children]: Tree): unknown => [` ${tag}`, value, ...children.map(expected)];
    fc.assert(
      fc.property(tree, (value) => {
        expect(shape(first(written(value))!)).toEqual(expected(value));
      }),
    );
  });

  it('takes linear time for any text', () => {
    const pieces = fc.array(
      fc.constantFrom(
        '<',
        '>',
        '</',
        '<a',
        ' b="',
        '"',
        "'",
        '=',
        '<!--',
        '-->',
        '<![CDATA[',
        ']]>',
        '&#',
        ' ',
        'x',
        '<?',
      ),
    );
    fc.assert(fc.property(pieces, (all) => void parseXml(all.join(''), 0)));
    // Quadratic time would be longer than the time-out of a test.
    for (const piece of [
      '<a',
      '<a ',
      '<a b="c" ',
      '<!--',
      '<a>',
      '</a>',
      '<a/>',
      '&#',
      '<a xmlns:b="c">',
      ' b=',
      '<a b="',
      '<![CDATA[',
    ]) {
      parseXml(`<r>${piece.repeat(200_000)}`, 0);
      parseXml(`<r ${piece.repeat(200_000)}`, 0);
    }
  });
});
