/** What people wrote: names of places, rating, keywords, title, description, people, label. */

import type { Facts } from '../../../src/library/metadata/fields.ts';
import { xmp } from '../photos/xmp.ts';
import { exif, type Input, inXmp, iptc, png, takeout, windows } from './builders.ts';

const PERCENT = 'Windows writes 1, 25, 50, 75 and 99 percent for one to five stars.';

const FAVOURITE = 'Google has no stars; a favourite counts as five.';

const LISTED = ['lake', 'Zürich'];
const LEVELS = ['Places', 'Zürich', 'lake'];
const HIERARCHY = 'Each level of a hierarchy is a keyword.';
const levels = (property: string, separator: string) => xmp({}, { [property]: [`Places${separator}Zürich`, 'lake'] });

const TITLE = 'Lake Zürich';
const TEXT = 'Morning fog';
const text = (property: string) => xmp({}, { [property]: [TEXT] });

const ADA = ['Ada'];
const PERSON = 'The last level below "People" is the name of a person.';
const person = (property: string, separator: string) => xmp({}, { [property]: [`People${separator}Ada`] });
const FACES =
  '<mwg-rs:Regions rdf:parseType="Resource"><mwg-rs:RegionList><rdf:Bag>' +
  '<rdf:li mwg-rs:Name="Ada" mwg-rs:Type="Face"/><rdf:li mwg-rs:Name="Rex" mwg-rs:Type="Pet"/>' +
  '</rdf:Bag></mwg-rs:RegionList></mwg-rs:Regions>';
const MICROSOFT_FACES =
  '<MP:RegionInfo rdf:parseType="Resource"><MPRI:Regions xmlns:MPRI="http://ns.microsoft.com/photo/1.2/t/RegionInfo#">' +
  '<rdf:Bag><rdf:li xmlns:MPReg="http://ns.microsoft.com/photo/1.2/t/Region#" MPReg:PersonDisplayName="Ada"/></rdf:Bag>' +
  '</MPRI:Regions></MP:RegionInfo>';

const ACDSEE_FACES =
  '<acdsee-rs:Regions xmlns:acdsee-rs="http://ns.acdsee.com/regions/" rdf:parseType="Resource"><acdsee-rs:RegionList>' +
  '<rdf:Bag><rdf:li acdsee-rs:Type="Face" acdsee-rs:Name="Ada"/></rdf:Bag></acdsee-rs:RegionList></acdsee-rs:Regions>';
const DETAILS =
  '<Iptc4xmpExt:PersonInImageWDetails><rdf:Bag><rdf:li rdf:parseType="Resource"><Iptc4xmpExt:PersonName><rdf:Alt>' +
  '<rdf:li xml:lang="x-default">Ada</rdf:li></rdf:Alt></Iptc4xmpExt:PersonName></rdf:li></rdf:Bag>' +
  '</Iptc4xmpExt:PersonInImageWDetails>';

type WrittenFact = 'placeName' | 'rating' | 'keywords' | 'title' | 'description' | 'people' | 'label';

export const WRITTEN_INPUTS: { readonly [Fact in WrittenFact]: readonly Input<Facts[Fact]>[] } = {
  placeName: [
    ...inXmp(
      'photoshop:City + photoshop:State + photoshop:Country',
      xmp({ 'photoshop:City': 'Zürich', 'photoshop:State': 'ZH', 'photoshop:Country': 'Switzerland' }),
      'Zürich, ZH, Switzerland',
      'XMP-photoshop:City + XMP-photoshop:State + XMP-photoshop:Country',
    ),
    ...iptc(
      'City + Province/State + Country/Primary Location Name',
      [
        [90, 'Zürich'],
        [95, 'ZH'],
        [101, 'Switzerland'],
      ],
      'Zürich, ZH, Switzerland',
      'IPTC:City + IPTC:Province-State + IPTC:Country-PrimaryLocationName',
    ),
  ],
  rating: [
    ...inXmp('xmp:Rating', xmp({ 'xmp:Rating': '4' }), 4, 'XMP-xmp:Rating'),
    ...inXmp(
      'MicrosoftPhoto:Rating',
      xmp({ 'MicrosoftPhoto:Rating': '75' }),
      4,
      'XMP-microsoft:RatingPercent',
      PERCENT,
    ),
    ...inXmp('acdsee:rating', xmp({ 'acdsee:rating': '4' }), 4, 'XMP-acdsee:Rating'),
    ...exif('Rating', { main: [[0x4746, 4]] }, 4, 'IFD0:Rating'),
    ...exif('RatingPercent', { main: [[0x4749, 75]] }, 4, 'IFD0:RatingPercent', PERCENT),
    ...takeout('favorited', { favorited: true }, ({ rating }) => rating, 5, 'JSON:Favorited', FAVOURITE),
  ],
  keywords: [
    ...iptc(
      'Keywords',
      [
        [25, 'lake'],
        [25, 'Zürich'],
      ],
      LISTED,
      'IPTC:Keywords',
    ),
    ...inXmp('dc:subject', xmp({}, { 'dc:subject': LISTED }), LISTED, 'XMP-dc:Subject'),
    ...inXmp(
      'lr:hierarchicalSubject',
      levels('lr:hierarchicalSubject', '|'),
      LEVELS,
      'XMP-lr:HierarchicalSubject',
      HIERARCHY,
    ),
    ...inXmp('digiKam:TagsList', levels('digiKam:TagsList', '/'), LEVELS, 'XMP-digiKam:TagsList', HIERARCHY),
    ...inXmp(
      'MicrosoftPhoto:LastKeywordXMP',
      levels('MicrosoftPhoto:LastKeywordXMP', '/'),
      LEVELS,
      'XMP-microsoft:LastKeywordXMP',
      HIERARCHY,
    ),
    ...inXmp(
      'mediapro:CatalogSets',
      levels('mediapro:CatalogSets', '|'),
      LEVELS,
      'XMP-mediapro:CatalogSets',
      HIERARCHY,
    ),
    ...inXmp(
      'expressionmedia:CatalogSets',
      levels('expressionmedia:CatalogSets', '|'),
      LEVELS,
      'XMP-expressionmedia:CatalogSets',
      HIERARCHY,
    ),
    ...windows(
      'XPKeywords',
      0x9c9e,
      'lake;Zürich',
      LISTED,
      'IFD0:XPKeywords',
      'Windows separates keywords with semicolons.',
    ),
  ],
  title: [
    ...inXmp('dc:title', xmp({}, { 'dc:title': [TITLE] }), TITLE, 'XMP-dc:Title'),
    ...inXmp('photoshop:Headline', xmp({ 'photoshop:Headline': TITLE }), TITLE, 'XMP-photoshop:Headline'),
    ...iptc('Object Name', [[5, TITLE]], TITLE, 'IPTC:ObjectName'),
    ...iptc('Headline', [[105, TITLE]], TITLE, 'IPTC:Headline'),
    ...windows('XPTitle', 0x9c9b, TITLE, TITLE, 'IFD0:XPTitle'),
    ...png('Title', TEXT, TEXT, 'PNG:Title'),
  ],
  description: [
    ...inXmp('dc:description', text('dc:description'), TEXT, 'XMP-dc:Description'),
    ...iptc('Caption/Abstract', [[120, TEXT]], TEXT, 'IPTC:Caption-Abstract'),
    ...exif('ImageDescription', { main: [[0x010e, TEXT]] }, TEXT, 'IFD0:ImageDescription'),
    ...inXmp('tiff:ImageDescription', text('tiff:ImageDescription'), TEXT, 'XMP-tiff:ImageDescription'),
    ...windows('XPSubject', 0x9c9f, TEXT, TEXT, 'IFD0:XPSubject'),
    ...windows('XPComment', 0x9c9c, TEXT, TEXT, 'IFD0:XPComment'),
    ...png('Description', TEXT, TEXT, 'PNG:Description'),
    ...png('Comment', TEXT, TEXT, 'PNG:Comment'),
    ...takeout('description', { description: TEXT }, ({ description }) => description, TEXT, 'JSON:Description'),
  ],
  people: [
    ...inXmp(
      'mwg-rs:Regions',
      xmp({}, {}, FACES),
      ADA,
      'XMP-mwg-rs:RegionName',
      'Only regions of the type "Face" count. Rex is a pet.',
    ),
    ...inXmp('MP:RegionInfo', xmp({}, {}, MICROSOFT_FACES), ADA, 'XMP-MP:RegionPersonDisplayName'),
    ...inXmp('acdsee-rs:Regions', xmp({}, {}, ACDSEE_FACES), ADA, 'XMP-acdsee-rs:ACDSeeRegionName'),
    ...inXmp(
      'Iptc4xmpExt:PersonInImage',
      xmp({}, { 'Iptc4xmpExt:PersonInImage': ADA }),
      ADA,
      'XMP-iptcExt:PersonInImage',
    ),
    ...inXmp('Iptc4xmpExt:PersonInImageWDetails', xmp({}, {}, DETAILS), ADA, 'XMP-iptcExt:PersonInImageName'),
    ...inXmp(
      'lr:hierarchicalSubject',
      person('lr:hierarchicalSubject', '|'),
      ADA,
      'XMP-lr:HierarchicalSubject',
      PERSON,
    ),
    ...inXmp('digiKam:TagsList', person('digiKam:TagsList', '/'), ADA, 'XMP-digiKam:TagsList', PERSON),
    ...inXmp(
      'MicrosoftPhoto:LastKeywordXMP',
      person('MicrosoftPhoto:LastKeywordXMP', '/'),
      ADA,
      'XMP-microsoft:LastKeywordXMP',
      PERSON,
    ),
    ...takeout('people', { people: [{ name: 'Ada' }] }, ({ people }) => people, ADA, 'JSON:PeopleName'),
  ],
  label: [
    ...inXmp('xmp:Label', xmp({ 'xmp:Label': 'Green' }), 'Green', 'XMP-xmp:Label'),
    ...inXmp(
      'digiKam:ColorLabel',
      xmp({ 'digiKam:ColorLabel': '4' }),
      'Green',
      'XMP-digiKam:ColorLabel',
      'digiKam numbers its colours.',
    ),
    ...inXmp(
      'darktable:colorlabels',
      xmp(
        {},
        {},
        '<darktable:colorlabels xmlns:darktable="http://darktable.sf.net/"><rdf:Seq><rdf:li>2</rdf:li></rdf:Seq></darktable:colorlabels>',
      ),
      'Green',
      'XMP-darktable:Colorlabels',
      'darktable numbers its colours.',
    ),
  ],
};
