import type { z } from 'zod';
import { registrationApi } from '@canbao/contracts';
import { published } from '@canbao/domain-registration';
import { digestMigrations } from '@canbao/postgres';
import type { Kept, Service } from '@canbao/service-kit';
import { beneficiariesMigration, beneficiariesView } from './views/beneficiaries.view';
import { IdentityVault, vaultMigration, type IdentityKeys } from './vault/identity-vault';
import { RegistrationModule } from './registration.module';

const views = [beneficiariesView];
export const kept: Kept = {
  name: 'registration',
  views,
  migrations: [vaultMigration, beneficiariesMigration, ...digestMigrations(views)],
};

export const registration = (keys: z.output<typeof IdentityKeys>): Service => ({
  ...kept,
  module: RegistrationModule,
  operations: Object.values(registrationApi),
  published,
  providers: (database) => [{ provide: IdentityVault, useValue: new IdentityVault(database, keys) }],
});
