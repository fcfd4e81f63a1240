/** Bring dist/ up to date. `tests`: also what the tests and benches start; the default. */
export function build(options?: { tests?: boolean }): Promise<void>;
