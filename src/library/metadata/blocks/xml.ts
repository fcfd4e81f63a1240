/**
 * A small XML reader for XMP. It accepts damaged documents: it returns what it has read before the damage. It knows no
 * document types, so no entities other than the five of XML, and its work is limited.
 */

export interface XmlElement {
  /** Namespace without a final "/" or "#", a space, and the local name. An undeclared prefix stands for itself. */
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  /** All text directly inside. */
  readonly text: string;
}

/** Real packets have at most a few thousand elements, and fewer than ten levels. */
const MAX_ELEMENTS = 100_000;
const MAX_LEVELS = 64;

/** Comment or instruction; CDATA; end tag; start tag with attributes; text. */
const TOKEN =
  /<!--.*?-->|<\?.*?\?>|<!\[CDATA\[(.*?)\]\]>|<\/([^\s>]+)\s*>|<([^\s/>!?]+)((?:\s+[^\s=/>]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(\/?)>|([^<]+)/sy;
const ATTRIBUTE = /([^\s=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;
const ENTITY = /&(?:#(\d{1,7})|#x([\da-f]{1,6})|(lt|gt|amp|quot|apos));/gi;
const ENTITIES: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/** An element that is still open, with the namespaces of its prefixes. */
interface Open extends XmlElement {
  readonly tag: string;
  readonly children: Open[];
  text: string;
  readonly parent: Open | undefined;
  readonly namespaces: ReadonlyMap<string, string>;
}

/** Parse from a position in the text. Returns a nameless element that has the found elements as its children. */
export function parseXml(text: string, start: number): XmlElement {
  const root = opened('', '', undefined);
  let inside = root;
  let level = 0;
  TOKEN.lastIndex = start;
  for (let count = 0; count < MAX_ELEMENTS; count++) {
    const token = TOKEN.exec(text);
    if (token === null) break;
    const [, data, endTag, tag, attributes, isEmpty, plain] = token;
    inside.text += data ?? (plain === undefined ? '' : decoded(plain));
    if (endTag !== undefined) {
      // An end tag that does not fit is damage.
      if (endTag !== inside.tag || inside.parent === undefined) break;
      inside = inside.parent;
      level--;
    } else if (tag !== undefined) {
      const element = opened(tag, attributes!, inside);
      inside.children.push(element);
      if (isEmpty === '/') continue;
      if (++level > MAX_LEVELS) break;
      inside = element;
    }
  }
  return root;
}

function opened(tag: string, attributeText: string, parent: Open | undefined): Open {
  const written = [...attributeText.matchAll(ATTRIBUTE)].map(
    ([, name, double, single]) => [name!, decoded(double ?? single!)] as const,
  );
  const declared = written.filter(([name]) => name === 'xmlns' || name.startsWith('xmlns:'));
  const namespaces = new Map(declared.map(([name, uri]) => [name.slice(6), uri.replace(/[/#]$/, '')]));
  const element = { tag, attributes: new Map<string, string>(), children: [], text: '', parent, namespaces };
  for (const [name, value] of written) {
    // Only elements have a default namespace.
    if (name.includes(':') && !name.startsWith('xmlns:')) element.attributes.set(fullName(name, element), value);
  }
  return { ...element, name: fullName(tag, element) };
}

function fullName(tag: string, element: Pick<Open, 'namespaces' | 'parent'>): string {
  const colon = tag.indexOf(':');
  const [prefix, local] = [tag.slice(0, Math.max(colon, 0)), tag.slice(colon + 1)];
  for (let scope: typeof element | undefined = element; scope !== undefined; scope = scope.parent) {
    const uri = scope.namespaces.get(prefix);
    if (uri !== undefined) return `${uri} ${local}`;
  }
  return `${prefix} ${local}`;
}

/** Replace the five entities of XML, and characters written as numbers. */
export function decoded(text: string): string {
  return text.replace(ENTITY, (all, decimal, hex, name) => {
    if (name !== undefined) return ENTITIES[name.toLowerCase()]!;
    const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
    return code <= 0x10ffff ? String.fromCodePoint(code) : all;
  });
}
