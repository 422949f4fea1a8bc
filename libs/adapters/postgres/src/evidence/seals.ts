import type { ClientBase } from 'pg';
import { genesisHash, type StreamName } from '@canbao/event-sourcing';
import { eventLeaf, type Node, type SignedSeal } from '@canbao/evidence';

/** The stream of a service's seals: the seal with number n is its version n. */
export const sealStream: StreamName = 'seals';

/** What seals need to read: a pool or a single connection. */
export type Reader = Pick<ClientBase, 'query'>;

/** The last seal, and where its stream is continued. */
export interface LastSeal {
  readonly version: number;
  readonly hash: string;
  /** Undefined while nothing is sealed. */
  readonly seal: SignedSeal | undefined;
}

/** Where the next seal begins. */
export const lastSeal = async (reader: Reader): Promise<LastSeal> => {
  const { rows } = await reader.query<{ version: number; hash: string; data: SignedSeal }>({
    name: 'last-seal',
    text: `select version, encode(hash, 'hex') as hash, data from events
      where stream = '${sealStream}' order by version desc limit 1`,
  });
  const { version = 0, hash = genesisHash, data: seal } = rows[0] ?? {};
  return { version, hash, seal };
};

/** The seals after a number, in order. */
export const sealsAfter = async (reader: Reader, number: number, limit: number): Promise<SignedSeal[]> => {
  const { rows } = await reader.query<{ data: SignedSeal }>({
    name: 'seals-after',
    text: `select data from events where stream = '${sealStream}' and version > $1
      order by version limit $2`,
    values: [number, limit],
  });
  return rows.map(({ data }) => data);
};

/** Whether anything but seals was stored after the position. */
export const isUnsealed = async (reader: Reader, position: string): Promise<boolean> => {
  const { rows } = await reader.query<{ unsealed: boolean }>({
    name: 'is-unsealed',
    text: `select exists (
        select from events where position > $1 and stream <> '${sealStream}'
      ) as unsealed`,
    values: [position],
  });
  return rows[0]?.unsealed === true;
};

/** The leaf of an event, and its position. */
export interface PlacedLeaf {
  readonly position: string;
  readonly leaf: Node;
}

/** The leaves of the next events after a position, in position order. */
export const leavesAfter = async (reader: Reader, position: string, limit: number): Promise<PlacedLeaf[]> => {
  const { rows } = await reader.query<{ position: string; hash: string }>({
    name: 'leaves-after',
    text: `select position::text, encode(hash, 'hex') as hash from events
      where position > $1 order by events.position limit $2`,
    values: [position, limit],
  });
  return rows.map((row) => ({ position: row.position, leaf: eventLeaf(row) }));
};

/** The seal that covers the position, found by halves: ranges follow each other. */
export const sealOver = async (reader: Reader, position: string): Promise<SignedSeal | undefined> => {
  let [low, high] = [1, (await lastSeal(reader)).version];
  let covering: SignedSeal | undefined;
  while (low <= high) {
    const middle = Math.floor((low + high) / 2);
    const [seal] = await sealsAfter(reader, middle - 1, 1);
    if (seal !== undefined && BigInt(seal.to) >= BigInt(position)) [covering, high] = [seal, middle - 1];
    else low = middle + 1;
  }
  return covering;
};
