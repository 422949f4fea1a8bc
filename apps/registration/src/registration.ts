import { join } from 'node:path';
import type { z } from 'zod';
import { registrationApi } from '@canbao/contracts';
import { anyEvents } from '@canbao/event-sourcing';
import { published } from '@canbao/domain-registration';
import type { Storage, Service } from '@canbao/service-kit';
import { IdentityVault1795467558000 } from './migrations/1795467558000-identity-vault';
import { Beneficiaries1795467559000 } from './migrations/1795467559000-beneficiaries';
import { NamesByBureau1795642000000 } from './migrations/1795642000000-names-by-bureau';
import { beneficiariesView } from './views/beneficiaries.view';
import { IdentityVault, type IdentityKeys } from './vault/identity-vault';
import { RegistrationModule } from './registration.module';

export const storage: Storage = {
  name: 'registration',
  views: [beneficiariesView],
  eventTypes: anyEvents,
  migrations: [IdentityVault1795467558000, Beneficiaries1795467559000, NamesByBureau1795642000000],
};

export const registration = (keys: z.output<typeof IdentityKeys>): Service => ({
  ...storage,
  module: RegistrationModule,
  operations: Object.values(registrationApi),
  published,
  relayThread: join(__dirname, 'relay.js'),
  providers: (database) => [{ provide: IdentityVault, useValue: new IdentityVault(database, keys) }],
});
