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
