import { chainFault, MerkleTree, signatureFault } from '@canbao/evidence';
import { eventIdOf, genesisHash } from '@canbao/event-sourcing';
import { sealKeys } from '../sealing';
import { leafOf, sealsOf } from '../seals';
import { serviceNames } from '../services';
import { hashOfStored } from '../stored';
import type { Tables } from '../tables';
import type { World } from '../world';
import { isEqual, type Finding } from './finding';

/** Every chain and every seal holds, and what was published is what is stored. */
export const evidence = (world: World): Finding[] =>
  serviceNames.flatMap((name) => {
    const tables = world.tables[name];
    return [...chains(tables), ...seals(tables), ...published(world, tables)].map(
      (finding) => `evidence: ${name}: ${finding}`,
    );
  });

const chains = ({ streams }: Tables): string[] =>
  [...streams].flatMap(([stream, events]) =>
    events.flatMap((event, index) => {
      const hash = hashOfStored(event, events[index - 1]?.hash ?? genesisHash);
      const holds = hash === event.hash && (stream === 'seals' || eventIdOf(hash) === event.eventId);
      return holds ? [] : [`the hash of ${stream} v${event.version} does not cover its content`];
    }),
  );

const seals = (tables: Tables): string[] =>
  sealsOf(tables).flatMap((seal, index, all) => {
    const tree = new MerkleTree();
    const below = tables.log
      .filter(({ position }) => position >= BigInt(seal.from) && position <= BigInt(seal.to))
      .toSorted((one, other) => (one.position < other.position ? -1 : 1));
    for (const event of below) tree.add(leafOf(event));
    const covers = tree.count === seal.count && tree.root().toString('hex') === seal.root;
    return [
      chainFault(seal, all[index - 1]),
      signatureFault(seal, sealKeys),
      covers ? undefined : 'does not cover what is stored',
    ].flatMap((fault) => (fault === undefined ? [] : [`seal ${seal.number} ${fault}`]));
  });

/** The records of an event say what it says; that there are no others is an invariant of the topics. */
const published = (world: World, { log, published: publishedAs }: Tables): string[] => {
  const stored = new Map(log.map((event) => [event.eventId, event]));
  return world.broker.ofServices.flatMap(({ value }) => {
    const { id, stream, version, data } = JSON.parse(value) as Record<string, unknown>;
    const event = stored.get(String(id));
    if (event === undefined) return [];
    const expected = JSON.parse(JSON.stringify(publishedAs(event)?.data ?? null)) as unknown;
    const isSame = event.stream === stream && event.version === version && isEqual(data, expected);
    return isSame ? [] : [`a record of ${event.stream} v${event.version} says something else`];
  });
};
