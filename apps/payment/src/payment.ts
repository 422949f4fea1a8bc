import { paymentApi } from '@canbao/contracts';
import { published } from '@canbao/domain-payment';
import type { Service } from '@canbao/service-kit';
import { journalMigration, journalView } from './journal.view';
import { ordersMigrations, ordersView } from './orders.view';
import { PaymentModule } from './payment.module';
import { QuoteTokens } from './quote-token';

export const payment = (quotePublicJwk: string): Service => ({
  name: 'payment',
  module: PaymentModule,
  operations: Object.values(paymentApi),
  migrations: [...ordersMigrations, journalMigration],
  views: [ordersView, journalView],
  published,
  providers: () => [{ provide: QuoteTokens, useValue: new QuoteTokens(quotePublicJwk) }],
});
