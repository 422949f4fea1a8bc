import { Module } from '@nestjs/common';
import { CollectionFilesController } from './collection-files.controller';
import { CollectionsController } from './collections.controller';
import { ExpireOrders } from './expire-orders.job';
import { LedgerController } from './ledger.controller';
import { OrdersController } from './orders.controller';

@Module({ controllers: [OrdersController, CollectionsController, CollectionFilesController, LedgerController], providers: [ExpireOrders] })
export class PaymentModule {}
