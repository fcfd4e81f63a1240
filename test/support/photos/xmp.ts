/** XMP packets, as in sidecars and in photos. */

const NAMESPACES = {
  xmp: 'http://ns.adobe.com/xap/1.0/',
  dc: 'http://purl.org/dc/elements/1.1/',
  exif: 'http://ns.adobe.com/exif/1.0/',
  tiff: 'http://ns.adobe.com/tiff/1.0/',
  aux: 'http://ns.adobe.com/exif/1.0/aux/',
  lr: 'http://ns.adobe.com/lightroom/1.0/',
  digiKam: 'http://www.digikam.org/ns/1.0/',
  photoshop: 'http://ns.adobe.com/photoshop/1.0/',
  exifEX: 'http://cipa.jp/exif/1.0/',
  MicrosoftPhoto: 'http://ns.microsoft.com/photo/1.0/',
  MP: 'http://ns.microsoft.com/photo/1.2/',
  acdsee: 'http://ns.acdsee.com/iptc/1.0/',
  mediapro: 'http://ns.iview-multimedia.com/mediapro/1.0/',
  expressionmedia: 'http://ns.microsoft.com/expressionmedia/1.0/',
  Iptc4xmpExt: 'http://iptc.org/std/Iptc4xmpExt/2008-02-29/',
  'mwg-rs': 'http://www.metadataworkinggroup.com/schemas/regions/',
};

/**
 * @param properties by prefixed name; @param lists the same, with several values each.
 * @param more elements for everything else.
 */
export function xmp(
  properties: Record<string, string>,
  lists: Record<string, readonly string[]> = {},
  more = '',
): Buffer {
  const spaces = Object.entries(NAMESPACES).map(([prefix, uri]) => `xmlns:${prefix}="${uri}"`);
  const attributes = Object.entries(properties).map(([name, value]) => `${name}="${value}"`);
  const elements = Object.entries(lists).map(
    ([name, values]) =>
      `<${name}><rdf:Bag>${values.map((value) => `<rdf:li>${value}</rdf:li>`).join('')}</rdf:Bag></${name}>`,
  );
  return Buffer.from(
    `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">` +
      `<rdf:Description rdf:about="" ${spaces.join(' ')} ${attributes.join(' ')}>${elements.join('')}${more}` +
      `</rdf:Description></rdf:RDF></x:xmpmeta>`,
  );
}
