export { ConsumerLoop, type ConsumerLoopOptions, type Received } from './consumer-loop';
export { Relay, type RelayOptions } from './relay';
export { createTopics, partitionCount } from './topics';
