import { delegationEvents } from '@canbao/domain-delegation';
import { eventTypes } from '@canbao/event-sourcing';
import { accountEvents } from './account/contribution-account.events';
import { ruleOverrideEvents } from './rule-override/rule-overrides.events';

/** Every event that assessment stores. */
export const assessmentEvents = eventTypes([
  ...accountEvents.declarations,
  ...ruleOverrideEvents.declarations,
  ...delegationEvents.declarations,
]);
