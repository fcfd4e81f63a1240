/** Names of people that are also words for what pictures show, or for other things that people say. Folded. */

const ORDINARY: ReadonlySet<string> = new Set(
  `angel april art aurora autumn baker bear bell berry bill blanche blossom blue bob branch brook brown bunny can carter
   chase cherry chip clay cliff cooper cruz daniela dale dean dick drew eve faith fleur frank gene gioia glen glenn hazel
   heath honey hope jade joy leon lina luz mark marine mars mason max merry mia min mona nova olivia paz pat penny pierre
   pilar precious prince prune rain ray reed rich rocco rocio rosario rusty sage skip sol sole sonny stella sunny vera will
   wren
   coral daisy dawn dolly dove fern field fisher flora forest fox garden ginger gold gray green grey hazel heaven
   holly hunter iris ivory ivy jay jet king lake lily love luna mark marina may moon olive opal park pearl petal
   poppy prince queen rain raven red river robin rock rocky rod rose rosa ruby sand sandy sky snow soldier spring
   star stone storm summer sun teddy tiger trip viola violet willow winter wolf wood woody`
    .trim()
    .split(/\s+/),
);

/** Decide whether a name is also an ordinary word, so that a sentence with it is read both ways. */
export function isOrdinaryWord(plain: string): boolean {
  return ORDINARY.has(plain);
}
