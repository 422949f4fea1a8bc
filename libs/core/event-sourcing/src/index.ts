export * from './decider';
export * from './event-store';
export * from './execute';
export * from './in-memory-event-store';
export * from './canonical-json';
export * from './at-version';
export * from './inbox';
export * from './outbox';
