/**
 * What speaks for a photo besides its picture: clues of a sentence that it meets, and words of the query that its names,
 * its metadata or its text have. Pure.
 *
 * The score of a photo is
 *
 *     cosine + unit * (clues + words)
 *     clues = sum over the clues that it meets: strength * trust * (1 + rarity)
 *     words = coverage, or rarity² of its rarest name if that is more; coverage * (1 + rarity) when it has all that is asked
 *
 * `rarity` of a piece of evidence is ln(N / n) / ln(N) for n of N photos in scope: 0 if all have it, 1 if one has it (the
 * inverse document frequency of K. Spärck Jones 1972, scaled); that of several words is the largest. `coverage` is the
 * share of the words that a photo has, each weighted by its rarity. A name is a word that it has exactly, and that does not
 * describe pictures: "douro" on one label of a library is meant, whatever the pictures of "wine label douro" are like. One
 * `unit` is about the difference between the best
 * photo's cosine and the mean. So a sure clue outweighs the picture, and photos that meet all clues come first.
 * docs/sentences.md has the figures.
 */

export type EvidenceKind = 'date' | 'place' | 'person' | 'kind' | 'words';

/** A clue or a word of the query, and the photos that have it. */
export interface Evidence {
  readonly kind: EvidenceKind;
  /** As people read it: "2018-12", "Anna", "Venice, Italy"; words as typed. */
  readonly label: string;
  /** The words that were searched in names and metadata. They differ from the label for other spellings. */
  readonly found: readonly string[];
  /** How well each row of the photo table meets it: 0 not at all, `FULL` completely. Rows out of scope: 0. */
  readonly strengths: Uint8Array;
  /** The rows with a strength, in any order. */
  readonly rows: readonly number[];
  /** Number of these rows. */
  readonly photos: number;
  /** False: the words of the clue often mean something else. */
  readonly isSure: boolean;
  /** True: the clue is met by photos of which it is not true. */
  readonly isNegated?: boolean;
  /** Of a word: it describes what pictures show, and more photos may show it than have the word. */
  readonly describes?: boolean | undefined;
  /** Of a word: the unsure clue that it is a part of. A photo that meets the clue has the word. */
  readonly partOf?: Evidence | undefined;
}

export interface AllEvidence {
  readonly clues: readonly Evidence[];
  readonly words: readonly Evidence[];
}

/** Strengths. */
export const FULL = 100;
/** A clue's words are in a name: the folder "2019" says little about the day of a photo that has none. */
export const BY_NAME = 75;
/** A word that is a part of a longer one in a picture, or goes over the end of one. */
export const IN_PART = 85;
/** A word with a typing error, or as a part of a longer word. */
export const NEARLY = 70;

/** Weights of the evidence. The first page of a search fixes them for the following pages. */
export interface Weights {
  /** In units, for each clue. */
  readonly clues: readonly number[];
  /** Shares, for each word. */
  readonly words: readonly number[];
  /** Factor for photos that have all that is asked: 1 + the largest rarity of a word. */
  readonly all: number;
}

/** Factor on a clue that often means something else. */
const UNSURE_TRUST = 0.35;
/** Factor on the weight of a word that no photo has: it may describe the picture instead of naming it. */
const UNKNOWN_WORD = 1 / 2;

/** Compute the weights. @param total number of photos in scope. */
export function weigh({ clues, words }: AllEvidence, total: number): Weights {
  const rarity = ({ photos }: Evidence) =>
    total < 2 ? 1 : Math.log(total / Math.max(1, Math.min(total, photos))) / Math.log(total);
  const each = words.map(rarity);
  const whole = each.reduce((sum, weight, word) => sum + weight * (words[word]!.photos === 0 ? UNKNOWN_WORD : 1), 0);
  return {
    clues: clues.map((clue) => (clue.isSure ? 1 : UNSURE_TRUST) * (1 + rarity(clue))),
    words: each.map((weight) => (whole === 0 ? 0 : weight / whole)),
    all: 1 + Math.max(0, ...each),
  };
}

/** Photos with the same bonus. */
export interface BonusGroup {
  /** In units. */
  readonly bonus: number;
  /** Rows of the photo table. */
  readonly rows: Uint32Array;
}

/** Bonuses are rounded to this share of a unit, so that there are few groups. */
const STEPS = 64;

/** Compute the bonus of each row, in units. Undefined: no photo has any evidence. */
export function bonuses({ clues, words }: AllEvidence, weights: Weights): Float32Array | undefined {
  const some = [...clues, ...words].find(({ photos }) => photos > 0);
  if (some === undefined) return undefined;
  const rows = some.strengths.length;
  const bonus = sum(clues, weights.clues, rows);
  const coverage = sum(words, weights.words, rows);
  const named = rarestNames(words, weights, rows);
  // The other photos of the day say more than a word of a photo that was taken on another one.
  const asked = clues.filter(({ isSure, photos }) => isSure && photos > 0);
  const hasAll = (row: number) =>
    words.every((word) => hasWord(row, word)) && asked.every(({ strengths }) => strengths[row]! > 0);
  for (let row = 0; row < rows; row++) {
    const covered = coverage[row]!;
    if (covered === 0 && bonus[row] === 0) continue;
    const own = bonus[row]! + (covered > 0 && hasAll(row) ? covered * weights.all : Math.max(covered, named[row]!));
    bonus[row] = Math.ceil(own * STEPS) / STEPS;
  }
  return bonus;
}

/**
 * Return the rarity of a word. Shares are in proportion to rarities, and the largest rarity is in the factor, so weights
 * need not hold them too.
 */
export function rarityOf(word: number, { words, all }: Weights): number {
  const share = words[word] ?? 0;
  return share === 0 ? 0 : (share / Math.max(...words)) * (all - 1);
}

/** Compute what the rarest name of each row is worth, in units. */
function rarestNames(words: readonly Evidence[], weights: Weights, rows: number): Float32Array {
  const worth = new Float32Array(rows);
  for (const [index, { strengths, rows: own, describes }] of words.entries()) {
    if (describes) continue;
    const rarity = rarityOf(index, weights);
    for (const row of own) if (strengths[row] === FULL) worth[row] = Math.max(worth[row]!, rarity ** 2);
  }
  return worth;
}

/** Decide whether the photo in a row has a word. */
export function hasWord(row: number, { strengths, partOf }: Evidence): boolean {
  return strengths[row]! > 0 || (partOf !== undefined && partOf.strengths[row]! > 0);
}

/** Group the rows that have a bonus, the largest first. */
export function bonusGroups(bonus: Float32Array): BonusGroup[] {
  const rows: number[] = [];
  const counts: number[] = [];
  for (let row = 0; row < bonus.length; row++) {
    if (bonus[row] === 0) continue;
    rows.push(row);
    const steps = bonus[row]! * STEPS;
    counts[steps] = (counts[steps] ?? 0) + 1;
  }
  const groups: BonusGroup[] = [];
  const groupOf: number[] = [];
  // The keys of a sparse array rise.
  for (const steps of Object.keys(counts).map(Number).reverse()) {
    groupOf[steps] = groups.length;
    groups.push({ bonus: steps / STEPS, rows: new Uint32Array(counts[steps]!) });
  }
  const filled = new Uint32Array(groups.length);
  for (const row of rows) {
    const group = groupOf[bonus[row]! * STEPS]!;
    groups[group]!.rows[filled[group]!++] = row;
  }
  return groups;
}

function sum(evidence: readonly Evidence[], weights: readonly number[], rows: number): Float32Array {
  const total = new Float32Array(rows);
  for (const [index, { strengths, rows: own }] of evidence.entries()) {
    const weight = (weights[index] ?? 0) / FULL;
    if (weight !== 0) for (const row of own) total[row]! += weight * strengths[row]!;
  }
  return total;
}

/** Rows of the photo table with the same strength. -1 stands for a photo that is not in the table. */
export interface Graded {
  readonly rows: ArrayLike<number>;
  readonly strength: number;
}

/** Make evidence from rows with their strengths. Rows that occur more than once count with the largest one. */
export function evidenceOf(
  about: Pick<Evidence, 'kind' | 'label' | 'found' | 'isSure'>,
  mask: Uint8Array,
  graded: readonly Graded[],
): Evidence {
  const strengths = new Uint8Array(mask.length);
  const found: number[] = [];
  for (const { rows, strength } of graded) {
    for (let index = 0; index < rows.length; index++) {
      const row = rows[index]!;
      if (mask[row] !== 1) continue;
      if (strengths[row] === 0) found.push(row);
      if (strengths[row]! < strength) strengths[row] = strength;
    }
  }
  return { ...about, strengths, rows: found, photos: found.length };
}

/** Evidence that a photo has. */
export interface Met {
  readonly evidence: Evidence;
  readonly strength: number;
}

/** Find what a photo has. What it should not have is no reason. @param row of the photo table. */
export function metBy(row: number, { clues, words }: AllEvidence): Met[] {
  return [...clues, ...words]
    .map((evidence) => ({ evidence, strength: evidence.strengths[row]! }))
    .filter(({ evidence, strength }) => strength > 0 && evidence.isNegated !== true);
}
