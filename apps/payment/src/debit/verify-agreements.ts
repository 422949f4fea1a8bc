import type { Instant } from '@canbao/calendar';
import { debitAgreement } from '@canbao/domain-payment';
import type { Database } from '@canbao/postgres';
import type { Commands } from '@canbao/service-kit';
import { leaseAgreements } from '../views/debit-rows';
import type { DebitConnection } from './connection';

/** Configuration: agreements that are asked about at once. */
const atOnceMax = 50;

/** Asks the banks whether agreements are the same on their side; what is unknown is asked again later. */
export const verifyAgreements = async (
  database: Database,
  commands: Commands,
  debits: DebitConnection,
  at: Instant,
): Promise<void> => {
  const due = await leaseAgreements(database, atOnceMax);
  const accounts = await debits.open(
    database,
    due.map(({ protocolNo }) => protocolNo),
  );
  await Promise.all(
    due.map(async ({ agreementId, personId, protocolNo, bank }) => {
      const account = accounts.get(protocolNo);
      if (account === undefined) return;
      const confirmed = await debits.bank.verify({ protocolNo, bank, account, at });
      if (confirmed.outcome === 'unknown') return;
      const { outcome: _, ...refused } = confirmed;
      await commands.act('debit-agreements', personId, debitAgreement, {
        type: 'NoteVerification',
        personId,
        agreementId,
        protocolNo,
        at,
        ...('because' in refused ? { refused } : {}),
      });
    }),
  );
};
