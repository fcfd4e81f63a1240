import fc from 'fast-check';
import { expect, it } from 'vitest';
import { cutAndRun, expectClose, floats, node, pooled, TOKENS, WIDTH } from '../../support/onnx/run-pooled.ts';
import type { TestNode } from '../../support/onnx/write-onnx.ts';

/** Steps from one tensor [pictures, tokens, width], or two, to the next. Some of them mix tokens. */
const STEPS: readonly ((one: string, two: string, next: string) => TestNode[])[] = [
  (one, _, next) => [node('MatMul', `${one} w`, next)],
  (one, _, next) => [node('MatMul', `${one} up`, `${next}u`), node('MatMul', `${next}u down`, next)],
  (one, _, next) => [node('LayerNormalization', `${one} bias bias`, next, { axis: -1 })],
  (one, _, next) => [node('ReduceMean', one, `${next}m`, { axes: [2] }), node('Sub', `${one} ${next}m`, next)],
  (one, two, next) => [node('Add', `${one} ${two}`, next)],
  (one, two, next) => [node('Mul', `${one} ${two}`, `${next}p`), node('Tanh', `${next}p`, next)],
  (one, _, next) => [node('Add', `bias ${one}`, next)],
  (one, _, next) => [node('Sigmoid', one, next)],
  (one, _, next) => [node('Add', `${one} place`, next)],
  (one, _, next) => [node('Softmax', one, next, { axis: 1 })],
  (one, _, next) => [node('ReduceMean', one, `${next}m`, { axes: [1] }), node('Sub', `${one} ${next}m`, next)],
];

const step = fc.record({ kind: fc.nat(STEPS.length - 1), one: fc.nat(20), two: fc.nat(20) });

it('takes the first token early in no graph where that changes it', async () => {
  let cutGraphs = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 9 }), async (steps) => {
      const names = ['x', 'a'];
      // One of the latest three, so that most steps count.
      const choose = (number: number) => names.at(-1 - (number % Math.min(3, names.length)))!;
      const nodes = steps.flatMap(({ kind, one, two }, index) => {
        const next = index === steps.length - 1 ? 'z' : `t${index}`;
        const made = STEPS[kind]!(choose(one), choose(two), next);
        names.push(next);
        return made;
      });
      const { cuts, before, after } = await cutAndRun(
        pooled(nodes, { constants: { place: floats(6, 1, TOKENS, WIDTH) } }),
      );
      if (cuts > 0) cutGraphs++;
      expectClose(after, before);
    }),
    { numRuns: 100 },
  );
  expect(cutGraphs).toBeGreaterThan(10);
});
