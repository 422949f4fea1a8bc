import { join } from 'node:path';
import type { z } from 'zod';
import { registrationApi } from '@canbao/contracts';
import { published, registrationEvents } from '@canbao/domain-registration';
import {
  ownPaperKeys,
  PaperCodes,
  PersonalDataReads,
  type PaperKeys,
  type Service,
  type Storage,
} from '@canbao/service-kit';
import { IdentityVault1795467558000 } from './migrations/1795467558000-identity-vault';
import { IdentityIndex1795648000000 } from './migrations/1795648000000-identity-index';
import { Beneficiaries1795467559000 } from './migrations/1795467559000-beneficiaries';
import { BureauMessages1796301000000 } from './migrations/1796301000000-bureau-messages';
import { Erasures1796303000000 } from './migrations/1796303000000-erasures';
import { beneficiariesView } from './views/beneficiaries.view';
import { bureauMessagesView } from './views/bureau-messages.view';
import { registrationCasesView } from './views/registration-cases.view';
import { restrictedPersonsView } from './views/restricted-persons.view';
import { IdentityCorrections } from './vault/identity-corrections';
import { IdentityVault } from './vault/identity-vault';
import { KeyRotation } from './vault/key-rotation';
import { IdentityKeys, VaultKeys } from './vault/vault-keys';
import { RegistrationModule } from './registration.module';

export const storage: Storage = {
  name: 'registration',
  views: [beneficiariesView, bureauMessagesView, registrationCasesView, restrictedPersonsView],
  eventTypes: registrationEvents,
  migrations: [
    IdentityVault1795467558000,
    Beneficiaries1795467559000,
    IdentityIndex1795648000000,
    BureauMessages1796301000000,
    Erasures1796303000000,
  ],
};

export const registration = (
  keys: z.input<typeof IdentityKeys>,
  paperKeys: PaperKeys = ownPaperKeys(),
): Service => ({
  ...storage,
  module: RegistrationModule,
  operations: Object.values(registrationApi),
  published,
  relayThread: join(__dirname, 'relay.js'),
  providers: (database) => {
    const vaultKeys = new VaultKeys(IdentityKeys.parse(keys));
    return [
      { provide: PaperCodes, useValue: new PaperCodes(paperKeys) },
      {
        provide: KeyRotation,
        useFactory: (reads: PersonalDataReads) => new KeyRotation(database, vaultKeys, reads),
        inject: [PersonalDataReads],
      },
      {
        provide: IdentityVault,
        useFactory: (reads: PersonalDataReads) => new IdentityVault(database, vaultKeys, reads),
        inject: [PersonalDataReads],
      },
      {
        provide: IdentityCorrections,
        useFactory: (reads: PersonalDataReads) => new IdentityCorrections(database, vaultKeys, reads),
        inject: [PersonalDataReads],
      },
    ];
  },
});
