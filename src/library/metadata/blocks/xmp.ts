/** Reads the properties of an XMP packet: RDF as the XMP specification (part 1, section 7 and annex C) allows it. */

import { parseXml, type XmlElement } from './xml.ts';

/** A text, a list, or a structure of values by name. */
export type XmpValue = string | readonly XmpValue[] | ReadonlyMap<string, XmpValue>;
/** Values by name, with the usual prefix: "xmp:Rating". A packet may use other prefixes. */
export type XmpProperties = ReadonlyMap<string, XmpValue>;

/** Longer packets are ignored. One with a long editing history has a few hundred kilobytes. Characters. */
const MAX_LENGTH = 8 * 1024 * 1024;

/** The usual prefixes, by namespace without a final "/" or "#". */
const PREFIXES: ReadonlyMap<string, string> = new Map([
  ['http://www.w3.org/1999/02/22-rdf-syntax-ns', 'rdf'],
  ['http://ns.adobe.com/xap/1.0', 'xmp'],
  ['http://purl.org/dc/elements/1.1', 'dc'],
  ['http://ns.adobe.com/exif/1.0', 'exif'],
  ['http://cipa.jp/exif/1.0', 'exifEX'],
  ['http://ns.adobe.com/exif/1.0/aux', 'aux'],
  ['http://ns.adobe.com/tiff/1.0', 'tiff'],
  ['http://ns.adobe.com/photoshop/1.0', 'photoshop'],
  ['http://ns.adobe.com/lightroom/1.0', 'lr'],
  ['http://www.digikam.org/ns/1.0', 'digiKam'],
  ['http://ns.microsoft.com/photo/1.0', 'MicrosoftPhoto'],
  ['http://ns.microsoft.com/photo/1.2', 'MP'],
  ['http://ns.microsoft.com/photo/1.2/t/RegionInfo', 'MPRI'],
  ['http://ns.microsoft.com/photo/1.2/t/Region', 'MPReg'],
  ['http://ns.microsoft.com/expressionmedia/1.0', 'expressionmedia'],
  ['http://ns.iview-multimedia.com/mediapro/1.0', 'mediapro'],
  ['http://ns.acdsee.com/iptc/1.0', 'acdsee'],
  ['http://ns.acdsee.com/regions', 'acdsee-rs'],
  ['http://darktable.sf.net', 'darktable'],
  ['http://iptc.org/std/Iptc4xmpExt/2008-02-29', 'Iptc4xmpExt'],
  ['http://www.metadataworkinggroup.com/schemas/regions', 'mwg-rs'],
]);

/** Read all properties. Of a property that occurs twice, the first one counts. */
export function xmpProperties(packet: string): XmpProperties {
  const start = packet.length > MAX_LENGTH ? -1 : packet.search(/<(?:[\w.-]+:)?(?:xmpmeta|xapmeta|RDF)[\s>]/);
  const rdf = start === -1 ? undefined : find(parseXml(packet, start), 'rdf:RDF');
  const properties = new Map<string, XmpValue>();
  for (const node of rdf?.children ?? []) addFields(node, properties);
  return properties;
}

/** Add the fields of a node: its attributes and its children. */
function addFields(node: XmlElement, to: Map<string, XmpValue>): Map<string, XmpValue> {
  for (const [name, value] of node.attributes) {
    const field = prefixed(name);
    if (isField(field) && !to.has(field)) to.set(field, value);
  }
  for (const child of node.children) {
    const field = prefixed(child.name);
    if (isField(field) && !to.has(field)) to.set(field, read(child));
  }
  return to;
}

function isField(name: string): boolean {
  return !name.startsWith('rdf:') && !name.startsWith('xml:');
}

function read(element: XmlElement): XmpValue {
  const list = child(element, 'rdf:Bag', 'rdf:Seq');
  if (list !== undefined) return list.children.map(read);
  const alternatives = child(element, 'rdf:Alt');
  if (alternatives !== undefined) return alternatives.children.toSorted(defaultFirst).map(read);
  // A structure may be in a node of its own or directly in the element.
  const node = child(element, 'rdf:Description') ?? element;
  const value = child(node, 'rdf:value');
  if (value !== undefined) return read(value);
  const written = attribute(node, 'rdf:value') ?? attribute(element, 'rdf:resource');
  if (written !== undefined) return written;
  const fields = addFields(node, new Map());
  return fields.size > 0 ? fields : element.text;
}

/** Of a text in several languages, programs show the default. Some write it empty, or not as the first. */
function defaultFirst(a: XmlElement, b: XmlElement): number {
  const rank = (item: XmlElement) =>
    item.text.trim() === '' ? 2 : attribute(item, 'xml:lang') === 'x-default' ? 0 : 1;
  return rank(a) - rank(b);
}

function child(element: XmlElement, ...names: readonly string[]): XmlElement | undefined {
  return element.children.find(({ name }) => names.includes(prefixed(name)));
}

function find(element: XmlElement, name: string): XmlElement | undefined {
  if (prefixed(element.name) === name) return element;
  for (const inside of element.children) {
    const found = find(inside, name);
    if (found !== undefined) return found;
  }
  return undefined;
}

function attribute(element: XmlElement, name: string): string | undefined {
  for (const [written, value] of element.attributes) {
    if (prefixed(written) === name) return value;
  }
  return undefined;
}

/** Write a full name of xml.ts with the usual prefix. */
function prefixed(name: string): string {
  const space = name.lastIndexOf(' ');
  const namespace = name.slice(0, space);
  return `${PREFIXES.get(namespace) ?? namespace}:${name.slice(space + 1)}`;
}
