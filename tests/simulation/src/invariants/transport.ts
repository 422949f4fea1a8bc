import { contractEvents, strict, type ContractEventType } from '@canbao/contracts';
import { serviceNames, type ServiceName } from '../services';
import type { Tables } from '../tables';
import type { World } from '../world';
import { isEqual, type Finding } from './finding';

/** Every event once, and every stream without a hole. */
export const streams = (world: World): Finding[] =>
  serviceNames.flatMap((name) => {
    const { log, streams: stored } = world.tables[name];
    const ids = new Set(log.map(({ eventId }) => eventId));
    const positions = new Set(log.map(({ position }) => position));
    const areUnique = ids.size === log.length && positions.size === log.length;
    return [
      ...(areUnique ? [] : [`streams: ${name} has an event id or position twice`]),
      ...[...stored].flatMap(([stream, events]) => {
        const versions = events.map(({ version }) => version);
        const expected = events.map((_, index) => index + 1);
        return isEqual(versions, expected) ? [] : [`streams: ${stream} has versions ${versions.join(' ')}`];
      }),
    ];
  });

/** The topics hold every published event, in the order of each stream, and nothing else. */
export const topics = (world: World): Finding[] => {
  const firstSeen = new Map<string, { stream: string; version: number }>();
  for (const { topic, value } of world.broker.ofServices) {
    const { id, stream, version } = JSON.parse(value) as { id: string; stream: string; version: number };
    if (!firstSeen.has(id)) firstSeen.set(id, { stream: `${topic}/${stream}`, version });
  }
  const stored = serviceNames.flatMap((name) => world.tables[name].log);
  const published = stored.filter(({ topic }) => topic !== undefined);
  const ids = new Set(published.map(({ eventId }) => eventId));
  return [
    ...published
      .filter(({ eventId }) => !firstSeen.has(eventId))
      .map(({ type, stream, version }) => `topics: ${type} of ${stream} v${version} is not in its topic`),
    ...[...firstSeen.keys()]
      .filter((id) => !ids.has(id))
      .map((id) => `topics: ${id} is in a topic and in no table`),
    ...outOfOrder([...firstSeen.values()]),
    ...outsideContract(world),
    ...stored
      .filter(({ type }) => type in contractEvents)
      .map(({ type }) => `topics: ${type} is stored as a contract event`),
  ];
};

const strictEvents = new Map(
  Object.entries(contractEvents).map(([type, { data }]) => [type, strict(data)] as const),
);

/**
 * Producers publish what the contract says, and not a field more; whatever happens to a person is on the
 * person's partition.
 */
const outsideContract = (world: World): Finding[] =>
  world.broker.ofServices.flatMap(({ key, value }) => {
    const { type, data } = JSON.parse(value) as { type: ContractEventType; data: { personId?: string } };
    const error = strictEvents.get(type)?.safeParse(data).error;
    const { personId = key } = data;
    return [
      ...(error === undefined ? [] : [`topics: ${type} is not as its contract says: ${error.message}`]),
      ...(key === personId ? [] : [`topics: ${type} of ${personId} is under the key ${key}`]),
    ];
  });

const outOfOrder = (records: readonly { readonly stream: string; readonly version: number }[]): Finding[] =>
  [...Map.groupBy(records, ({ stream }) => stream)].flatMap(([stream, seen]) => {
    const versions = seen.map(({ version }) => version);
    const isOrdered = versions.every((version, index) => index === 0 || version > (versions[index - 1] ?? 0));
    return isOrdered ? [] : [`topics: ${stream} is out of order: ${versions.join(' ')}`];
  });

/** Every event that a service consumes was handled, once; nothing is parked; the relay is at the end. */
export const inboxes = (world: World): Finding[] =>
  serviceNames.flatMap((name) => {
    const { handlings, parked, blocked, relay, log } = world.tables[name];
    const last = log.reduce((latest, { position }) => (position > latest ? position : latest), 0n);
    return [
      ...[...handlings]
        .filter(([, times]) => times > 1)
        .map(([event, times]) => `inbox: ${name} handled ${event} ${times} times`),
      ...unhandled(world, name, world.tables[name]),
      ...(parked.length + blocked.size === 0
        ? []
        : [`parked: ${name} has parked ${parked.length}: ${[...blocked.values()].join('; ')}`]),
      ...(BigInt(relay.cursor) === last ? [] : [`relay: ${name} stands at ${relay.cursor}, not ${last}`]),
    ];
  });

const unhandled = (world: World, name: ServiceName, { cursors }: Tables): Finding[] => {
  const consumed = serviceNames
    .flatMap((source) => world.tables[source].log)
    .filter(({ topic }) => topic !== undefined && world.consumes(name, topic));
  const placeOf = ({ topic, stream }: { topic: string | undefined; stream: string }): string =>
    `${topic}/${stream}`;
  const last = new Map(consumed.map((event) => [placeOf(event), event.version]));
  return [
    ...consumed
      .filter((event) => (cursors.get(placeOf(event)) ?? 0) < event.version)
      .map(({ type, stream, version }) => `inbox: ${name} never handled ${type} of ${stream} v${version}`),
    ...[...last]
      .filter(([place, version]) => cursors.get(place) !== version)
      .map(
        ([place, version]) =>
          `inbox: the cursor of ${name} for ${place} is ${cursors.get(place)}, not ${version}`,
      ),
  ];
};
