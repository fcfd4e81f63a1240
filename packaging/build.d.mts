/** Bring dist/ up to date. `tests` (default true): also build what the tests and benches start. */
export function build(options?: { tests?: boolean }): Promise<void>;
