import { contributionRecord } from '@canbao/domain-assessment';
import { entriesOf, paymentOrderEvents } from '@canbao/domain-payment';
import type { StoredEvent } from '@canbao/event-sourcing';
import { fromFen, toFen } from '@canbao/money';
import { insurances, type Insurance } from '@canbao/vocabulary';
import type { History } from '../history';
import { rules } from '../services';
import type { World } from '../world';
import type { Finding } from './finding';

/**
 * What a person's record has of each insurance, month by month, is what payment's journal has of the person
 * in the funds: as it was paid, with what was added, less what went back. Late fees are no contribution.
 */
export const records = (world: World, history: History): Finding[] => {
  const booked = journalOf(world);
  return history.persons.flatMap((personId) =>
    insurances.flatMap((insurance): Finding[] => {
      const inBooks = booked.get(`${personId} ${insurance}`) ?? { amount: 0n, account: 0n };
      const told = toldOf(world, personId, insurance);
      const name = `records: ${insurance} of ${personId}`;
      return [
        ...(told.amount === inBooks.amount
          ? []
          : [`${name}: ${fromFen(told.amount)}, the journal says ${fromFen(inBooks.amount)}`]),
        ...(insurance === 'medical' || told.account === inBooks.account
          ? []
          : [`${name}: ${fromFen(told.account)} on the account, not ${fromFen(inBooks.account)}`]),
      ];
    }),
  );
};

interface Sums {
  readonly amount: bigint;
  readonly account: bigint;
}

const funds = /^(?:2101|2201)\.(pension|medical)\b/;

/** What the funds have of each person, from the journal of the events about the person. */
const journalOf = ({ tables }: World): ReadonlyMap<string, Sums> => {
  const sums = new Map<string, Sums>();
  for (const event of tables.payment.log.filter(paymentOrderEvents.has)) {
    const { personId } = event.data as { readonly personId?: string };
    for (const { account, amount } of entriesOf(event)) {
      const [, insurance] = funds.exec(account) ?? [];
      if (insurance === undefined || account.includes('late-fee')) continue;
      const name = `${personId ?? 'nobody'} ${insurance}`;
      const before = sums.get(name) ?? { amount: 0n, account: 0n };
      const fen = -toFen(amount);
      const isAccount = account.endsWith('.personal-account');
      sums.set(name, { amount: before.amount + fen, account: before.account + (isAccount ? fen : 0n) });
    }
  }
  return sums;
};

const toldOf = (world: World, personId: string, insurance: Insurance): Sums => {
  const accounts = {
    pension: accountOf(world, personId, 'pension'),
    medical: accountOf(world, personId, 'medical'),
  };
  const record = contributionRecord(rules, accounts, world.clock.now());
  const months = record.insurances
    .filter((own) => own.insurance === insurance)
    .flatMap(({ years }) => years.flatMap((year) => year.months));
  const total = (of: 'amount' | 'personalAccount'): bigint =>
    months
      .flatMap((month) => [
        ...[month[of] ?? []].flat().map(toFen),
        ...(month.adjustments ?? []).flatMap(({ state, [of]: changed }) =>
          changed === undefined || state === 'owed'
            ? []
            : [state === 'paid' ? toFen(changed) : -toFen(changed)],
        ),
      ])
      .reduce((sum, fen) => sum + fen, 0n);
  return { amount: total('amount'), account: total('personalAccount') };
};

/** The events that a record is read from, with the planted bug that sits in the reading. */
const accountOf = (world: World, personId: string, insurance: Insurance): readonly StoredEvent[] => {
  const events = world.tables.assessment.streams.get(`contribution-account-${personId}-${insurance}`) ?? [];
  return world.bugs.recordsWhatWentBack === true
    ? events.filter(({ type }) => type !== 'MonthsReopened')
    : events;
};
