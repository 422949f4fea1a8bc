import { z } from 'zod';
import { registrationApi } from '@canbao/contracts';
import { published } from '@canbao/domain-registration';
import { readSettings, startService } from '@canbao/service-kit';
import { beneficiariesMigration, beneficiariesView } from './beneficiaries.view';
import { IdentityKeys, IdentityVault, vaultMigration } from './identity-vault';
import { RegistrationModule } from './registration.module';

const { IDENTITY_KEYS } = readSettings({ IDENTITY_KEYS: z.string().transform((text) => IdentityKeys.parse(JSON.parse(text))) });

void startService({
  name: 'registration',
  module: RegistrationModule,
  operations: Object.values(registrationApi),
  migrations: [vaultMigration, beneficiariesMigration],
  views: [beneficiariesView],
  published,
  providers: (database) => [{ provide: IdentityVault, useValue: new IdentityVault(database, IDENTITY_KEYS) }],
});
