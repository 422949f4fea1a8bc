import { hashOf, type HashedFields } from './event-hash';
import { rootFrom } from './merkle';
import { eventLeaf, signatureFault, type SealKeys, type SignedSeal } from './seal';

/** Everything that is stored of an event. */
export interface ProvenEvent extends HashedFields {
  /** Place in the order of commit, as decimal text. */
  readonly position: string;
}

/** That an event is below a seal: whoever holds the public key needs nothing else to check it. */
export interface SealedEvent {
  readonly event: ProvenEvent;
  /** Place of the event's leaf in the tree of the seal, from 0. */
  readonly index: number;
  /** The nodes from the leaf to the root, hex. */
  readonly path: readonly string[];
  readonly seal: SignedSeal;
}

/** A file for an outsider: the events that say it, each below a seal. */
export interface Proof {
  readonly format: 'canbao-proof-1';
  /** What it is about. The first event names it in a field of the same name. */
  readonly about: { readonly receiptNo: string } | { readonly quoteId: string };
  readonly events: readonly SealedEvent[];
}

/** What is wrong with the proof of an event, as the end of a sentence about it. */
export const inclusionFault = (
  { event, index, path, seal }: SealedEvent,
  keys: SealKeys,
): string | undefined => {
  const fault = signatureFault(seal, keys);
  if (fault !== undefined) return `is below seal ${seal.number}, which ${fault}`;
  const leaf = eventLeaf({ position: event.position, hash: hashOf(event) });
  const nodes = path.map((node) => Buffer.from(node, 'hex'));
  return rootFrom(leaf, index, seal.count, nodes)?.toString('hex') === seal.root
    ? undefined
    : `is not below seal ${seal.number}`;
};

/**
 * The text of a proof's file. Nothing else stands for the same proof, so that a checker can refuse a file
 * with a byte more or less.
 */
export const proofText = ({ format, about, events }: Proof): string => {
  const ordered = events.map(({ event, index, path, seal }) => ({
    event: orderedEvent(event),
    index,
    path,
    seal: orderedSeal(seal),
  }));
  return `${JSON.stringify({ format, about, events: ordered }, undefined, 2)}\n`;
};

/** The line of a seal in the file that is handed over, without a line feed. */
export const sealLine = (seal: SignedSeal): string => JSON.stringify(orderedSeal(seal));

const orderedEvent = (event: ProvenEvent): ProvenEvent => {
  const { position, stream, version, type, revision, subject, topic } = event;
  const { recordedAt, actor, causationId, previousHash, data } = event;
  const named = { position, stream, version, type, revision, subject, topic };
  return { ...named, recordedAt, actor, causationId, previousHash, data };
};

const orderedSeal = (seal: SignedSeal): SignedSeal => {
  const { service, number, from, to, count, root, previous, sealedAt, keyId, signature } = seal;
  return { service, number, from, to, count, root, previous, sealedAt, keyId, signature };
};
