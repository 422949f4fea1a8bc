import type { Subscription } from '@canbao/contracts';
import { instant } from '@canbao/calendar';
import {
  contributionAccount,
  debitSubscriptions,
  published as assessmentPublished,
  subscriptions as assessmentSubscriptions,
} from '@canbao/domain-assessment';
import {
  published as ledgerSyncPublished,
  subscriptions as ledgerSyncSubscriptions,
} from '@canbao/domain-ledger-sync';
import { published as paymentPublished, subscriptions as paymentSubscriptions } from '@canbao/domain-payment';
import {
  published as registrationPublished,
  subscriptions as registrationSubscriptions,
} from '@canbao/domain-registration';
import type { Published } from '@canbao/kafka';
import { yuan } from '@canbao/money';
import { pack, type Pack } from '@canbao/rules';

export const serviceNames = ['registration', 'assessment', 'payment', 'ledger-sync'] as const;
export type ServiceName = (typeof serviceNames)[number];

/** A service as the simulation runs it: the published events and subscriptions are those of the product. */
interface SimulatedService {
  readonly published: Published;
  readonly subscriptions: readonly Subscription[];
  readonly instances: number;
}

const jinan = pack('jinan');

/**
 * The rules of Jinan. Only the upper limit of 2022 falls when it becomes final, as in no year yet: so a
 * true-up has something to give back, too.
 */
export const rules: Pack = {
  ...jinan,
  pensionLimits: jinan.pensionLimits.map((row) =>
    row.status === 'final' && row.value.limitYear === 2022
      ? { ...row, value: { ...row.value, upper: yuan('18000.00') } }
      : row,
  ),
};

/** The decider of assessment under the rules of Jinan. */
export const account = contributionAccount(rules);

export const services: Readonly<Record<ServiceName, SimulatedService>> = {
  registration: {
    published: registrationPublished as Published,
    subscriptions: registrationSubscriptions,
    instances: 1,
  },
  assessment: {
    published: assessmentPublished as Published,
    // What the topic of batch debit brings is answered at the instant it is heard.
    subscriptions: [
      ...assessmentSubscriptions(rules),
      ...debitSubscriptions(rules, instant('2022-05-18T09:00:00+08:00')),
    ],
    instances: 1,
  },
  payment: {
    published: paymentPublished as Published,
    subscriptions: paymentSubscriptions,
    instances: 2,
  },
  'ledger-sync': {
    published: ledgerSyncPublished as Published,
    subscriptions: ledgerSyncSubscriptions,
    instances: 2,
  },
};
