/**
 * Finds work that a graph does for all tokens although only the first one counts. The image half of CLIP ends with the
 * vector of its first token, but computes the last block's projection and MLP for all 50 to 257 of them. Pure.
 */

import type { Node, OnnxGraph } from './graph.ts';
import { operatorOf, ranksOf } from './ranks.ts';
import { isRowWise, type Tensors } from './row-wise.ts';

export interface PooledRow {
  /** Tensors of which the first token is taken, by the node before which that must happen. */
  readonly cuts: ReadonlyMap<Node, readonly string[]>;
  /** New inputs of the nodes that read these. */
  readonly inputs: ReadonlyMap<Node, readonly string[]>;
  /** Tensors that have one token now. Their declared shapes are wrong. */
  readonly short: ReadonlySet<string>;
  /** Nodes that only other outputs need. */
  readonly unused: ReadonlySet<Node>;
}

/** The name of a tensor's first token. */
export const firstOf = (tensor: string) => `picsift:first:${tensor}`;

/**
 * Find the nodes that can work on the first token alone: those from which all ways lead to a Gather of this token.
 * All of them compute each token alone, so the output stays the same but for rounding.
 * @param output the only output that is needed. The others must be dropped.
 * @param integers read a constant list of whole numbers, of one number at least.
 * @returns undefined if there are none, or if something about them is not certain.
 */
export function findPooledRow(graph: OnnxGraph, output: string, integers: Tensors['integers']): PooledRow | undefined {
  if (graph.hasSubgraphs || !graph.outputs.includes(output)) return undefined;
  const tensors: Tensors = { constants: graph.constants, ranks: ranksOf(graph), integers };
  const used = nodesBehind(graph, output);
  const found = nodesOfOneRow(used, tensors);
  if (!used.some((node) => found.has(node) && operatorOf(node) === 'MatMul')) return undefined;

  const short = new Set([...found].flatMap(({ outputs }) => outputs));
  const cuts = new Map<Node, string[]>();
  const inputs = new Map<Node, readonly string[]>();
  const cut = new Set<string>();
  for (const node of used.filter((one) => found.has(one))) {
    const isLong = (name: string) => name !== '' && !short.has(name) && !graph.constants.has(name);
    const long = [...new Set(node.inputs.filter(isLong))];
    if (long.length === 0) continue;
    cuts.set(
      node,
      long.filter((name) => !cut.has(name)),
    );
    for (const name of long) cut.add(name);
    inputs.set(
      node,
      node.inputs.map((name) => (isLong(name) ? firstOf(name) : name)),
    );
  }
  const needed = new Set(used);
  const unused = new Set(graph.nodes.filter((node) => !needed.has(node)));
  return { cuts, inputs, short, unused };
}

/** List the nodes that an output depends on, in their order. */
function nodesBehind({ nodes }: OnnxGraph, output: string): Node[] {
  const makers = new Map(nodes.flatMap((node) => node.outputs.map((name) => [name, node] as const)));
  const used = new Set<Node>();
  const needed = [output];
  for (let name = needed.pop(); name !== undefined; name = needed.pop()) {
    const maker = makers.get(name);
    if (maker === undefined || used.has(maker)) continue;
    used.add(maker);
    needed.push(...maker.inputs);
  }
  return nodes.filter((node) => used.has(node));
}

/** Find the row-wise nodes from which all ways lead to a Gather of the first token. @param used in order. */
function nodesOfOneRow(used: readonly Node[], tensors: Tensors): Set<Node> {
  const readers = new Map<string, Node[]>();
  for (const node of used) {
    for (const name of node.inputs) {
      if (!tensors.constants.has(name)) readers.set(name, [...(readers.get(name) ?? []), node]);
    }
  }
  const gathers = new Set(used.filter((node) => takesFirstToken(node, tensors)));
  const found = new Set<Node>();
  for (const node of used.toReversed()) {
    const next = node.outputs.filter((name) => name !== '').flatMap((name) => readers.get(name) ?? []);
    const leadsToFirst = next.length > 0 && next.every((reader) => gathers.has(reader) || found.has(reader));
    if (leadsToFirst && isRowWise(node, tensors)) found.add(node);
  }
  return found;
}

/** @returns true if it does, provided that a row-wise node made the data. */
function takesFirstToken(node: Node, { integers }: Tensors): boolean {
  const axis = node.integers.get('axis')?.[0];
  const indices = integers(node.inputs[1]);
  return operatorOf(node) === 'Gather' && (axis === 1 || axis === -2) && indices?.length === 1 && indices[0] === 0;
}
