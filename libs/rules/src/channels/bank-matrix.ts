/**
 * Which bank takes counter payments in which district (guide G2.1.3). The place of registration decides the
 * district. Whether a bank takes cash or only its own cards is for the bank to decide: the guide's table has
 * two column headings, but its text lost which columns each spans, so they are shown as text only.
 */
import { banks, districtNames, districts, type Bank, type District } from '@canbao/vocabulary';
import type { Condition } from '../condition';
import { cite, type Reference } from '../citation';
import type { ChannelCaller } from './channel-of';

const allBut = (...without: readonly Bank[]): Bank[] => banks.filter((bank) => !without.includes(bank));

const ticked: Readonly<Record<District, readonly Bank[]>> = {
  '370102': allBut('psbc', 'boc'),
  '370103': allBut('citic'),
  '370104': banks,
  '370105': banks,
  '370112': banks,
  '370113': banks,
  '370114': allBut('boc', 'citic'),
  '370115': banks,
  '370116': allBut('qlb', 'boc'),
  '370117': allBut('qlb', 'boc', 'citic'),
  '370124': allBut('citic'),
  '370126': allBut('boc', 'citic'),
  '370171': banks,
};

/** A row of the guide's table: a place of registration and its ticked banks. */
export interface BankDistrict {
  readonly code: District;
  readonly zh: string;
  readonly en: string;
  readonly banks: readonly Bank[];
}

/** The table itself, in the guide's order: 91 of 104 cells are ticked (guide G2.1.3). */
export const bankMatrix: readonly BankDistrict[] = districts.map((code) => {
  const { zh, en } = districtNames[code];
  return { code, zh, en, banks: ticked[code] };
});

/** Where the table is written. */
export const bankMatrixSource: Reference = { sources: ['guide', 'gb-t-2260'], guide: 'G2.1.3' };

/** The two headings of the table; which columns each spans is lost in the text. */
export const bankHeaderGroups = ['支持现金或本行卡缴费', '仅支持本行卡缴费'] as const;

/** True when the guide ticks the bank for the district. */
export const bankMayCollect = (district: District, bank: Bank): boolean => ticked[district].includes(bank);

/**
 * Whether a counter serves people of the district: a bank those that the guide ticks it for, a counter that
 * stands in a district those of it. A teller whose bank is unknown serves nobody.
 */
export const counterServes = ({ role, bank, district: own }: ChannelCaller, district: District): boolean =>
  (own === undefined || own === district) &&
  (role !== 'bank' || (bank !== undefined && bankMayCollect(district, bank)));

/** Why a counter may not take money for a person of the district; nothing where it serves them. */
export const districtRefusal = (
  district: District,
  counter: ChannelCaller,
): Condition<'bank-not-in-district'> | undefined =>
  counterServes(counter, district)
    ? undefined
    : {
        code: 'bank-not-in-district',
        rule: 'channels.bank-matrix',
        source: cite(bankMatrixSource),
        clearedBy: 'another bank of the district',
        details: { district, ...(counter.bank === undefined ? {} : { bank: counter.bank }) },
      };
