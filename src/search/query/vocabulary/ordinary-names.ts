/** Names of people that are also words for what pictures show, or for other things that people say. Folded. */

const ORDINARY: ReadonlySet<string> = new Set(
  `angel april art aurora autumn baker bear bell berry bill blanche blossom blue bob branch brook brown bunny can
   carter chase cherry chip clay cliff cooper coral cruz daisy dale daniela dawn dean dick dolly dove drew eve
   faith fern field fisher fleur flora forest fox frank garden gene ginger gioia glen glenn gold gray green grey
   hazel heath heaven holly honey hope hunter iris ivory ivy jade jay jet joy king lake leon lily lina love luna
   luz marina marine mark mars mason max may merry mia min mona moon nova olive olivia opal park pat paz pearl
   penny petal pierre pilar poppy precious prince prune queen rain raven ray red reed rich river robin rocco
   rocio rock rocky rod rosa rosario rose ruby rusty sage sand sandy skip sky snow sol soldier sole sonny spring
   star stella stone storm summer sun sunny teddy tiger trip vera viola violet will willow winter wolf wood
   woody wren`.split(/\s+/),
);

/** Decide whether the name of a person is also an ordinary word, so that a sentence with it is read both ways. */
export function isAlsoWord(plain: string): boolean {
  return ORDINARY.has(plain);
}

/** Things with the name of a person. Folded. */
const THINGS: ReadonlySet<string> = new Set(
  `union jack|jumping jack|jumping jacks|car jack|jack russell|jack russells|jack olantern|jack o lantern|jack daniels|say grace|
   saying grace|tom yum|tom tom|tom cat|big ben|uncle sam|bloody mary|christmas carol|peter pan|harry potter|santa claus|
   teddy bear|charlie brown|ben nevis|victoria falls|queen victoria|virgin mary|ave maria|hello kitty|barbie doll`
    .split('|')
    .map((thing) => thing.trim()),
);

/** Decide whether a word of a query is a part of such a thing. @param words of the query, folded. */
export function isInThing(words: readonly string[], at: number): boolean {
  const isThing = (from: number, count: number) => THINGS.has(words.slice(from, from + count).join(' '));
  return isThing(at, 2) || isThing(at - 1, 2) || isThing(at, 3);
}
