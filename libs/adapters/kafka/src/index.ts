export { ConsumerLoop, type ConsumerLoopOptions, type ConsumerProgress } from './consumer-loop';
export type { Handle } from './batch-handler';
export type { Received } from './envelope';
export type { EventDatabase } from './database';
export type { Log } from './log';
export { partitionCount, partitionOf } from './partition';
export { Relay, type RelayOptions } from './relay';
export { createTopics, type TopicOptions } from './topics';
