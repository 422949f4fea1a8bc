export { ConsumerLoop, type ConsumerLoopOptions, type ConsumerProgress } from './consumer-loop';
export type { Handle, Obstacle } from './batch-handler';
export type { BlockedKey } from './inbox';
export type { Received } from './envelope';
export type { EventDatabase } from './database';
export type { Log } from './log';
export { partitionCount, partitionOf } from './partition';
export { kafkaClient } from './client';
export { PostgresOutbox } from './outbox';
export { readTopic, type TopicRecord } from './read-topic';
export { refuseSetBack, SetBack } from './set-back';
export { Relay, type RelayOptions } from './relay';
export { createTopics, type TopicOptions } from './topics';

// The parts of relay and consumer loop that know neither SQL nor a broker, for the simulator.
export { BatchHandler } from './batch-handler';
export { decode, type RawRecord } from './envelope';
export type { InboxTables, ParkedRecord } from './inbox';
export { Lane } from './lane';
export { Publisher, type Published } from './publisher';
export type { Lead, OutboxRow } from './outbox';
