import { paymentApi } from '@canbao/contracts';
import { published } from '@canbao/domain-payment';
import { digestMigrations } from '@canbao/postgres';
import type { Kept, Service } from '@canbao/service-kit';
import { journalMigrations, journalView } from './views/journal.view';
import { ordersMigrations, ordersView } from './views/orders.view';
import { PaymentModule } from './payment.module';
import { QuoteTokens } from './http/quote-tokens';

const views = [ordersView, journalView];
export const kept: Kept = {
  name: 'payment',
  views,
  migrations: [...ordersMigrations, ...journalMigrations, ...digestMigrations(views)],
};

export const payment = (quotePublicJwk: string): Service => ({
  ...kept,
  module: PaymentModule,
  operations: Object.values(paymentApi),
  published,
  providers: () => [{ provide: QuoteTokens, useValue: new QuoteTokens(quotePublicJwk) }],
});
