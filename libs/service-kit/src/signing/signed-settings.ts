import type { Provider } from '@nestjs/common';
import { jsonSetting } from '../lifecycle/settings';
import { BankKeys } from './bank-keys';
import { BANK_KEYS } from './request-signatures';

/** The setting of a service that banks and the tax desk call. */
export const signedSettings = { BANK_KEYS: jsonSetting(BankKeys).optional() };

/** The provider of the setting; without it nobody needs to sign, which production does not allow. */
export const bankKeysOf = (keys: BankKeys | undefined): Provider[] =>
  keys === undefined ? [] : [{ provide: BANK_KEYS, useValue: keys }];
