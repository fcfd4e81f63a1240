/** Steps of the schema since version 0.1.0. Never change the statements of a released step: add a new step. */

export const LATER_STEPS: readonly string[] = [
  `
  -- Words are folded before they are indexed (see words.ts). The next run indexes all of them again.
  INSERT INTO words (words) VALUES ('delete-all');
  UPDATE clock SET words = -1;

  -- JSON: what the last scan passed over.
  ALTER TABLE root ADD COLUMN passed_over TEXT NOT NULL DEFAULT '{}';
  `,
];
