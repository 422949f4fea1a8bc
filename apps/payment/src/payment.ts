import { join } from 'node:path';
import { paymentApi } from '@canbao/contracts';
import { paymentEvents, published } from '@canbao/domain-payment';
import {
  delegationsView,
  type Storage,
  type Service,
  QuoteTokens,
  type QuoteKeys,
} from '@canbao/service-kit';
import { Orders1795468496000 } from './migrations/1795468496000-orders';
import { OrdersFewerKeys1795523768000 } from './migrations/1795523768000-orders-fewer-keys';
import { OrdersWithoutReceiptKey1795536044000 } from './migrations/1795536044000-orders-without-receipt-key';
import { Journal1795536045000 } from './migrations/1795536045000-journal';
import { OrdersInSuspense1795622400000 } from './migrations/1795622400000-orders-in-suspense';
import { ConflictingReports1795626000000 } from './migrations/1795626000000-conflicting-reports';
import { OrdersByPayer1795629600000 } from './migrations/1795629600000-orders-by-payer';
import { OrdersLatestFirst1795643000000 } from './migrations/1795643000000-orders-latest-first';
import { OrdersWaiting1795644000000 } from './migrations/1795644000000-orders-waiting';
import { Delegations1795646000000 } from './migrations/1795646000000-delegations';
import { conflictingReportsView } from './views/conflicting-reports.view';
import { journalView } from './views/journal.view';
import { ordersView } from './views/orders.view';
import { PaymentModule } from './payment.module';

export const storage: Storage = {
  name: 'payment',
  views: [ordersView, journalView, conflictingReportsView, delegationsView],
  eventTypes: paymentEvents,
  migrations: [
    Orders1795468496000,
    OrdersFewerKeys1795523768000,
    OrdersWithoutReceiptKey1795536044000,
    Journal1795536045000,
    OrdersInSuspense1795622400000,
    ConflictingReports1795626000000,
    OrdersByPayer1795629600000,
    OrdersLatestFirst1795643000000,
    OrdersWaiting1795644000000,
    Delegations1795646000000,
  ],
};

export const payment = (quoteKeys: QuoteKeys): Service => ({
  ...storage,
  module: PaymentModule,
  operations: Object.values(paymentApi),
  published,
  relayThread: join(__dirname, 'relay.js'),
  providers: () => [{ provide: QuoteTokens, useValue: new QuoteTokens(quoteKeys) }],
});
