import { subscription, type Subscription } from '@canbao/contracts';
import { delegations } from '@canbao/domain-delegation';
import {
  bureauAnswer,
  bureauDayNote,
  bureauDayReactions,
  bureauReactions,
} from '@canbao/domain-reconciliation';
import { debitItem } from './debit/item';
import { debitReactions } from './debit/reactions';
import { payability } from './payability/note-fact';
import { reactions } from './payability/reactions';
import { refundReactions } from './refund/reactions';
import { refund } from './refund/refund';

/** What payment does with the events of other services. */
export const subscriptions: readonly Subscription[] = [
  delegations,
  subscription(['registration.events', 'assessment.bills'], reactions, payability),
  subscription(['assessment.cases', 'ledger-sync.events'], refundReactions, refund),
  // What answers a refund is the refund's; every other answer of a bureau is the day end's.
  subscription(['ledger-sync.events'], bureauReactions, bureauAnswer),
  subscription(['ledger-sync.events'], bureauDayReactions, bureauDayNote),
  subscription(['assessment.debits'], debitReactions, debitItem),
];
