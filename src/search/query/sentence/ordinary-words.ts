/** Names of people that are also words for what pictures show, or for other things that people say. Folded. */

const ORDINARY: ReadonlySet<string> = new Set(
  `angel april art autumn baker bear bell berry bill blossom blue branch brook brown bunny cherry chip clay cliff
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
