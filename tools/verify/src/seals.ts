import type { Client } from 'pg';
import { chainFault, MerkleTree, signatureFault, type SealKeys, type SignedSeal } from '@canbao/evidence';
import { lastSeal, leavesAfter, sealsAfter, type PlacedLeaf } from '@canbao/postgres';
import type { EvidenceFinding } from './evidence-finding';

const pageSize = 1_000;

/** What was read of the seals of a service. */
export interface Seals {
  readonly seals: number;
  readonly findings: readonly EvidenceFinding[];
}

/** Checks the seals up to now: signatures, their chain, and what they cover. */
export const verifySeals = async (client: Client, keys: SealKeys): Promise<Seals> => {
  const { version: last } = await lastSeal(client);
  const leaves = new Leaves(client);
  const findings: EvidenceFinding[] = [];
  let seals = 0;
  let before: SignedSeal | undefined;
  for await (const seal of storedSeals(client, last)) {
    findings.push(...faultsOf(seal, before, keys), ...(await coverFaults(seal, leaves)));
    before = seal;
    seals += 1;
  }
  return { seals, findings };
};

/** The seals of the database in the order of their versions, up to one. */
export async function* storedSeals(client: Client, last: number): AsyncGenerator<SignedSeal> {
  for (let read = 0; read < last; read += pageSize)
    yield* await sealsAfter(client, read, Math.min(pageSize, last - read));
}

const faultsOf = (seal: SignedSeal, before: SignedSeal | undefined, keys: SealKeys): EvidenceFinding[] => {
  const [chain, signature] = [chainFault(seal, before), signatureFault(seal, keys)];
  return [
    ...(chain === undefined
      ? []
      : [{ kind: 'seal-broken', sentence: `seal ${seal.number} ${chain}` } as const]),
    ...(signature === undefined
      ? []
      : [{ kind: 'seal-signature', sentence: `seal ${seal.number} ${signature}` } as const]),
  ];
};

const coverFaults = async (seal: SignedSeal, leaves: Leaves): Promise<EvidenceFinding[]> => {
  const { number, from, to, count, root } = seal;
  const tree = await leaves.treeOf(from, to);
  const range = `seal ${number}, positions ${from} to ${to}`;
  if (tree.count !== count) {
    const difference = tree.count < count ? 'taken away' : 'added';
    const counts = `${count} events were sealed and ${tree.count} are stored`;
    const sentence = `${range}: ${counts}: some were ${difference}`;
    return [{ kind: 'seal-events', sentence }];
  }
  if (tree.root().toString('hex') === root) return [];
  const what = 'the events are not those that were sealed: one was altered, exchanged or replaced';
  return [{ kind: 'seal-events', sentence: `${range}: ${what}` }];
};

/** The leaves of all events, read once in position order as long as the ranges follow each other. */
class Leaves {
  private page: PlacedLeaf[] = [];
  private next = 0;
  /** Everything up to this position was given out. */
  private reached = 0n;

  constructor(private readonly client: Client) {}

  async treeOf(from: string, to: string): Promise<MerkleTree> {
    const tree = new MerkleTree();
    if (BigInt(from) - 1n !== this.reached) this.restart(BigInt(from) - 1n);
    for (;;) {
      const leaf = await this.peek();
      if (leaf === undefined || BigInt(leaf.position) > BigInt(to)) break;
      tree.add(leaf.leaf);
      this.next += 1;
      this.reached = BigInt(leaf.position);
    }
    this.reached = BigInt(to);
    return tree;
  }

  private restart(reached: bigint): void {
    [this.page, this.next, this.reached] = [[], 0, reached];
  }

  private async peek(): Promise<PlacedLeaf | undefined> {
    if (this.next === this.page.length) {
      this.page = await leavesAfter(this.client, this.reached.toString(), pageSize);
      this.next = 0;
    }
    return this.page[this.next];
  }
}
