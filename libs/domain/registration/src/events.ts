import { eventTypes } from '@canbao/event-sourcing';
import { intakeEvents } from './feed/intake.events';
import { checkEvents } from './identity-check.events';
import { payerEvents } from './payer.events';
import { personEvents } from './person.events';
import { readEvents } from './personal-data-read';

/** Every event that registration stores. */
export const registrationEvents = eventTypes([
  ...personEvents.declarations,
  ...payerEvents.declarations,
  ...readEvents.declarations,
  ...checkEvents.declarations,
  ...intakeEvents.declarations,
]);
