import { clientTls, runProgram } from '@canbao/service-kit';
import { ledgerSync, storage } from './ledger-sync';
import { settings } from './settings';

runProgram(storage, settings, ({ HRSS_URL, MEDICAL_BUREAU_URL, BUREAU_CA, BUREAU_CERT, BUREAU_KEY }) =>
  ledgerSync(
    { hrss: HRSS_URL, medical: MEDICAL_BUREAU_URL },
    clientTls({ ca: BUREAU_CA, cert: BUREAU_CERT, key: BUREAU_KEY }),
  ),
);
