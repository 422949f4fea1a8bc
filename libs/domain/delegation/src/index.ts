export { delegation, type Delegation, type DelegationCommand, type DelegationEvent } from './delegation';
export { reactions } from './reactions';
export { delegations } from './subscriptions';
