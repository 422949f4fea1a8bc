import { bankMatrixSource } from '../channels/bank-matrix';
import type { Reference } from '../citation';
import { refundSource } from '../condition-table';
import { medicalBundleSource } from '../medical/bundle';
import { medicalArrearsSource, medicalPrepaymentSource } from '../medical/window';
import { pensionWindowSource } from '../pension/window';
import { registrationSource } from './registration';

/** Rules without dated rows, by name, and where they are written; the others are in the tables of a pack. */
export const undatedRules: Readonly<Record<string, Reference>> = {
  registration: registrationSource,
  'pension.window': pensionWindowSource,
  'medical.window': medicalPrepaymentSource,
  'medical.arrears': medicalArrearsSource,
  'medical.bundle': medicalBundleSource,
  'channels.bank-matrix': bankMatrixSource,
  refund: refundSource,
};
