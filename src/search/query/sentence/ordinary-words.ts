/** Names of people that are also words for what pictures show, or for other things that people say. Folded. */

const ORDINARY: ReadonlySet<string> = new Set(
  `amber angel april art ash aurora autumn baker bear bell berry bill bishop black blossom blue bond booth
   branch brook brown buck bunny butler cash chance chase cherry chip clay cliff coral daisy dale dawn dean dolly
   dove drew duke earl earnest eve faith fern field fisher flora forest fox frank fuchs gale garden gene ginger glen
   gold grace grant gray green grey guy hale harmony harper hazel heath heather heaven holly hope hunter iris ivory ivy
   jack jade jasmine jay jet jewel joy june king lake lance lane lark laurel lily love luna major maple
   march mark marina marsh mason may melody mercy miles miller misty moon noble norm olive opal page park pat
   patience pearl penny petal pepper poppy prince queen rain raven ray red reed rich river rob robin rock rocky rod rose
   rosa ruby rusty sage sand sandy scarlet sky skip snow soldier sol spring star sterling stone storm sue
   summer sun sunny tanner taylor teddy tiger trip troy victor viola violet wade walker ward will willow winter
   wolf wood woody york young`
    .trim()
    .split(/\s+/),
);

/** Decide whether a name is also an ordinary word, so that a sentence with it is read both ways. */
export function isOrdinaryWord(plain: string): boolean {
  return ORDINARY.has(plain);
}
