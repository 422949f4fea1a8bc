import type { z } from 'zod';
import { registrationApi } from '@canbao/contracts';
import { published } from '@canbao/domain-registration';
import type { Service } from '@canbao/service-kit';
import { beneficiariesMigration, beneficiariesView } from './beneficiaries.view';
import { IdentityVault, vaultMigration, type IdentityKeys } from './identity-vault';
import { RegistrationModule } from './registration.module';

export const registration = (keys: z.output<typeof IdentityKeys>): Service => ({
  name: 'registration',
  module: RegistrationModule,
  operations: Object.values(registrationApi),
  migrations: [vaultMigration, beneficiariesMigration],
  views: [beneficiariesView],
  published,
  providers: (database) => [{ provide: IdentityVault, useValue: new IdentityVault(database, keys) }],
});
