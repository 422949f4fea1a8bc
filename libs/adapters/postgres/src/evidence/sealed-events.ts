import { pathOf, type ProvenEvent, type SealedEvent, type SignedSeal } from '@canbao/evidence';
import { evidenceColumns, provenEventOf, type EvidenceRow } from './evidence-row';
import { leavesAfter, sealOver, type PlacedLeaf, type Reader } from './seals';

/** The events of the streams, with everything that their hashes cover; stream by stream, in their order. */
export const provenEvents = async (reader: Reader, streams: readonly string[]): Promise<ProvenEvent[]> => {
  const { rows } = await reader.query<EvidenceRow & { previous_hash: string | null }>({
    name: 'proven-events',
    text: `select ${evidenceColumns}, encode(lag(hash) over (partition by stream order by version), 'hex')
        as previous_hash
      from unnest($1::text[]) with ordinality as requested(name, place)
      cross join lateral (select * from events where stream = name offset 0) as own
      order by place, version`,
    values: [streams],
  });
  return rows.map((row) => provenEventOf(row, row.previous_hash ?? undefined));
};

/** The events with the seals that they are below; undefined while one of them is not sealed. */
export const sealedEvents = async (
  reader: Reader,
  events: readonly ProvenEvent[],
): Promise<readonly SealedEvent[] | undefined> => {
  const leaves = new Map<number, readonly PlacedLeaf[]>();
  const sealed: SealedEvent[] = [];
  for (const event of events) {
    const seal = await sealOver(reader, event.position);
    if (seal === undefined) return undefined;
    const below = leaves.get(seal.number) ?? (await leavesBelow(reader, seal));
    leaves.set(seal.number, below);
    const index = below.findIndex(({ position }) => position === event.position);
    const path = pathOf(
      below.map(({ leaf }) => leaf),
      index,
    );
    sealed.push({ event, index, path: path.map((node) => node.toString('hex')), seal });
  }
  return sealed;
};

const leavesBelow = async (reader: Reader, { from, to, count }: SignedSeal): Promise<PlacedLeaf[]> => {
  const leaves = await leavesAfter(reader, (BigInt(from) - 1n).toString(), count);
  return leaves.filter(({ position }) => BigInt(position) <= BigInt(to));
};
