import { clientTls, runProgram } from '@canbao/service-kit';
import { ledgerSync, storage } from './ledger-sync';
import { settings } from './settings';

runProgram(storage, settings, (own) =>
  ledgerSync(
    { hrss: own.HRSS_URL, medical: own.MEDICAL_BUREAU_URL },
    clientTls({ ca: own.BUREAU_CA, cert: own.BUREAU_CERT, key: own.BUREAU_KEY }),
    { pension: own.HRSS_WAY, medical: own.MEDICAL_BUREAU_WAY },
  ),
);
