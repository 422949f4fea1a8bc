export {
  ConsumerLoop,
  type ConsumerLoopOptions,
  type ConsumerProgress,
  type IntakeLoopOptions,
} from './consumer-loop';
export { BatchHandler } from './batch-handler';
export { IntakeHandler, type Intake } from './intake-handler';
export type { Handle } from './attempts';
export type { Obstacle } from './release-key';
export { decode, type Received } from './envelope';
export { partitionCount, partitionOf } from './partition';
export { kafkaClient } from './client';
export {
  KafkaSettingFault,
  kafkaServers,
  kafkaSettings,
  saslMechanisms,
  type KafkaLogin,
  type KafkaServers,
  type KafkaSettings,
} from './servers';
export { macHeader, RecordMacs, type EnvelopeKeys, type Keyring } from './record-macs';
export { readTopic, type ReadTopicOptions, type TopicRecord } from './read-topic';
export { lastPublishedPosition } from './last-published';
export { Relay, type RelayOptions } from './relay';
export { Lane, parcelsOf, type Parcel } from './lane';
export { Publisher, type Published } from './publisher';
export { createTopics, watchTopics, type TopicOptions } from './topics';
