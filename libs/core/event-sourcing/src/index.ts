export * from './decider';
export * from './event-store';
export { fold, type Decided, type Histories } from './decision';
export * from './execute';
export * from './in-memory-event-store';
export * from './canonical-json';
export * from './at-version';
export * from './inbox';
export * from './outbox';
