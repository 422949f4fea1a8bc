export { delegation, type DelegationCommand } from './delegation';
export {
  DelegationEnded,
  DelegationNoted,
  delegationEvents,
  type Delegation,
  type DelegationEvent,
} from './delegation.events';
export { reactions } from './reactions';
export { delegations } from './subscriptions';
