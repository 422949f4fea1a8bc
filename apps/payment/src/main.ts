import { z } from 'zod';
import { paymentApi } from '@canbao/contracts';
import { published } from '@canbao/domain-payment';
import { readSettings, startService } from '@canbao/service-kit';
import { journalMigration, journalView } from './journal.view';
import { ordersMigrations, ordersView } from './orders.view';
import { PaymentModule } from './payment.module';
import { QuoteTokens } from './quote-token';

const { QUOTE_PUBLIC_JWK } = readSettings({ QUOTE_PUBLIC_JWK: z.string().startsWith('{') });

void startService({
  name: 'payment',
  module: PaymentModule,
  operations: Object.values(paymentApi),
  migrations: [...ordersMigrations, journalMigration],
  views: [ordersView, journalView],
  published,
  providers: () => [{ provide: QuoteTokens, useValue: new QuoteTokens(QUOTE_PUBLIC_JWK) }],
});
