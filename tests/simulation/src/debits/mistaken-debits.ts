import { debitItem, type DebitBank } from '@canbao/domain-payment';
import type { Commands } from '@canbao/service-kit';
import type { Bugs } from '../bugs';

/** The banks as the platform with planted bugs uses them. */
export const mistakenBank = (bugs: Bugs, bank: DebitBank): DebitBank => {
  if (bugs.debitsUnknownAgain === true) return debitingAgain(bank);
  return bugs.readsSilentBankAsRefusal === true ? readingSilence(bank) : bank;
};

/** Items are ready, and their months are not claimed, from here on. */
export const withUnlockedItems = (commands: Commands, bugs: Bugs): void => {
  if (bugs.batchLocksNothing !== true) return;
  const react = commands.react.bind(commands);
  commands.react = (received, decider, command, last) =>
    react(
      received,
      ((decider as unknown) === debitItem ? unlocked : decider) as typeof decider,
      command,
      last,
    );
};

const unlocked: typeof debitItem = {
  ...debitItem,
  decide: (command, state) => {
    const outcome = debitItem.decide(command, state);
    if (!outcome.accepted) return outcome;
    return { ...outcome, events: outcome.events.filter(({ event }) => event.type !== 'MonthClaimed') };
  },
};

/** What a bank does not know yet is sent once more, in a pack of another number. */
const debitingAgain = (bank: DebitBank): DebitBank => {
  const sent = new Map<string, Parameters<DebitBank['send']>[0]>();
  return {
    ...bank,
    send: (pack) => {
      sent.set(pack.packNo, pack);
      return bank.send(pack);
    },
    results: async (pack, now) => {
      const results = await bank.results(pack, now);
      const whole = sent.get(pack.packNo);
      if (results.status !== 'there' || whole === undefined) return results;
      const unknown = results.lines.filter(({ outcome }) => outcome === 'unknown').map(({ traNo }) => traNo);
      const items = whole.items.filter(({ traNo }) => unknown.includes(traNo));
      if (items.length > 0) await bank.send({ ...whole, packNo: `9${pack.packNo.slice(1)}`, items });
      return results;
    },
  };
};

/** A bank that does not answer has refused the batch. */
const readingSilence = (bank: DebitBank): DebitBank => ({
  ...bank,
  send: async (pack) => {
    const sent = await bank.send(pack);
    return sent.outcome === 'unknown' ? { outcome: 'refused', said: 'silence' } : sent;
  },
});
