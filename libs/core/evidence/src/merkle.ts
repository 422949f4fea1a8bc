import { hash } from 'node:crypto';

/** A node of a tree: the 32 bytes of its hash. */
export type Node = Buffer;

const leafPrefix = Buffer.of(0);
const nodePrefix = Buffer.of(1);

/** The leaf of an entry (RFC 9162 §2.1.1). Its prefix keeps an inner node from passing for an entry. */
export const leafOf = (entry: Uint8Array): Node =>
  hash('sha256', Buffer.concat([leafPrefix, entry]), 'buffer');

const parentOf = (left: Node, right: Node): Node =>
  hash('sha256', Buffer.concat([nodePrefix, left, right]), 'buffer');

/** A tree that is read once, leaf by leaf: it keeps no more than one node for each level. */
export class MerkleTree {
  /** Roots of complete subtrees, the largest first. */
  private readonly peaks: { readonly leaves: number; readonly node: Node }[] = [];
  private size = 0;

  get count(): number {
    return this.size;
  }

  add(leaf: Node): void {
    this.size += 1;
    let peak = { leaves: 1, node: leaf };
    for (let left = this.peaks.at(-1); left?.leaves === peak.leaves; left = this.peaks.at(-1)) {
      this.peaks.pop();
      peak = { leaves: 2 * left.leaves, node: parentOf(left.node, peak.node) };
    }
    this.peaks.push(peak);
  }

  /** The root of the leaves so far. @throws Error for a tree without leaves. */
  root(): Node {
    return this.peaks.map(({ node }) => node).reduceRight((right, left) => parentOf(left, right));
  }
}

/** The root of these leaves (RFC 9162 §2.1.1). @throws Error for a tree without leaves. */
export const rootOf = (leaves: readonly Node[]): Node => {
  const tree = new MerkleTree();
  for (const leaf of leaves) tree.add(leaf);
  return tree.root();
};

/** The nodes that lead from a leaf to the root, from the bottom up (RFC 9162 §2.1.3.1). */
export const pathOf = (leaves: readonly Node[], index: number): Node[] => {
  if (leaves.length <= 1) return [];
  const split = leftSize(leaves.length);
  const [left, right] = [leaves.slice(0, split), leaves.slice(split)];
  return index < split
    ? [...pathOf(left, index), rootOf(right)]
    : [...pathOf(right, index - split), rootOf(left)];
};

/** The largest power of two below the number of leaves. */
const leftSize = (count: number): number => {
  let size = 1;
  while (2 * size < count) size *= 2;
  return size;
};

/**
 * The root that a path leads to from the leaf with that index of a tree of `count` leaves (RFC 9162
 * §2.1.3.2); undefined where no such tree has such a path.
 */
export const rootFrom = (
  leaf: Node,
  index: number,
  count: number,
  path: readonly Node[],
): Node | undefined => {
  if (index >= count) return undefined;
  let [position, last, node] = [index, count - 1, leaf];
  for (const sibling of path) {
    if (last === 0) return undefined;
    const isRight = position % 2 === 1 || position === last;
    node = isRight ? parentOf(sibling, node) : parentOf(node, sibling);
    // The last leaf of an incomplete level rises without a sibling.
    if (isRight) while (position % 2 === 0 && position > 0) [position, last] = [position / 2, half(last)];
    [position, last] = [half(position), half(last)];
  }
  return last === 0 ? node : undefined;
};

const half = (count: number): number => Math.floor(count / 2);
