import { delegationEvents } from '@canbao/domain-delegation';
import { eventTypes } from '@canbao/event-sourcing';
import { accountEvents } from './account/contribution-account.events';
import { billIntakeEvents } from './intake/bill-intake.events';
import { ruleOverrideEvents } from './rule-override/rule-overrides.events';

/** Every event that assessment stores. */
export const assessmentEvents = eventTypes([
  ...accountEvents.declarations,
  ...billIntakeEvents.declarations,
  ...ruleOverrideEvents.declarations,
  ...delegationEvents.declarations,
]);
