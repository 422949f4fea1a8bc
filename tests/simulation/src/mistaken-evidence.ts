import { genesisHash, type Write } from '@canbao/event-sourcing';
import { hashOfStored, type Stored } from './stored';

/** What somebody with every right can change. */
interface Tampered {
  readonly log: Stored[];
  readonly streams: Map<string, Stored[]>;
  readonly bugs: EvidenceBugs;
}

export interface EvidenceBugs {
  readonly altersMetadata?: boolean;
  readonly dropsEvents?: boolean;
  readonly reordersSeals?: boolean;
}

/** Somebody with every right touches the table behind the service's back, once a seal is stored. */
export const tampered = (tables: Tampered, writes: readonly Write[]): void => {
  const isSeal = writes.some(({ events }) => events.some(({ type }) => type === 'EventsSealed'));
  if (!isSeal) return;
  const { bugs } = tables;
  if (bugs.altersMetadata === true) alterMetadata(tables);
  if (bugs.dropsEvents === true) dropEvent(tables);
  if (bugs.reordersSeals === true) reorderSeals(tables);
};

/** Somebody else did it. */
const alterMetadata = ({ log }: Tampered): void => {
  const event = log.find(({ type }) => type !== 'EventsSealed');
  if (event !== undefined) Object.assign(event, { metadata: { ...event.metadata, actor: 'somebody else' } });
};

/** The last event of a stream goes, if it was not published: chain and topics do not miss it. */
const dropEvent = ({ log, streams }: Tampered): void => {
  const event = log.find((each) => each.topic === undefined && streams.get(each.stream)?.at(-1) === each);
  if (event === undefined) return;
  log.splice(log.indexOf(event), 1);
  streams.get(event.stream)?.pop();
};

/** The first two seals change places, and the chain of their stream is computed anew. */
const reorderSeals = ({ streams }: Tampered): void => {
  const seals = streams.get('seals') ?? [];
  const [one, other] = seals;
  if (one === undefined || other === undefined || seals.length > 2) return;
  const data = one.data;
  Object.assign(one, { data: other.data });
  Object.assign(other, { data });
  let previousHash = genesisHash;
  for (const seal of seals) previousHash = rehashed(seal, previousHash);
};

const rehashed = (event: Stored, previousHash: string): string => {
  const hash = hashOfStored(event, previousHash);
  Object.assign(event, { hash });
  return hash;
};
