import type { Yuan } from '@canbao/money';
import type { CaseKind, Evidence, ProofKind } from './case.events';

/** Why a proof does not close a case. */
export type ProofReason = 'proof-missing' | 'proof-of-another-kind' | 'proof-of-another-amount';

/** What proves that a case of the kind is over. */
const proving: Readonly<Record<CaseKind, readonly ProofKind[]>> = {
  // The money is in our books now, or the channel has taken the line back.
  'channel-only': ['receipt', 'statement-line', 'corrected-statement', 'reversal', 'adjustment'],
  // The channel has reported it after all, or we have taken it back.
  'ours-only': ['statement-line', 'reversal', 'refund', 'adjustment'],
  amount: ['statement-line', 'reversal', 'adjustment', 'corrected-statement'],
  status: ['statement-line', 'corrected-statement', 'reversal', 'refund', 'receipt'],
  conflict: ['statement-line', 'reversal', 'adjustment', 'corrected-statement'],
  'treasury-missing': ['treasury-receipt', 'reversal', 'refund'],
  'treasury-amount': ['treasury-message', 'treasury-receipt'],
  'treasury-conflict': ['treasury-message'],
  'treasury-unknown': ['treasury-message'],
  'treasury-return-missing': ['treasury-message', 'treasury-receipt'],
  // What it was asked, it has answered.
  'treasury-unanswered': ['treasury-message'],
  'bureau-missing': ['bureau-answer', 'reversal', 'refund'],
  // Posted after all, or the money is not the fund's any more.
  'bureau-refused': ['bureau-answer', 'reversal', 'refund'],
  'bureau-amount': ['bureau-answer', 'reversal', 'refund', 'adjustment'],
  'bureau-conflict': ['bureau-answer', 'reversal', 'refund'],
  // Taken out of its books after all.
  'bureau-unreversed': ['bureau-answer'],
  // Equal totals of the same day, told later.
  'bureau-total': ['bureau-answer'],
  'refund-abnormal': ['refund', 'channel-answer'],
  'suspense-stays': ['receipt', 'refund', 'reversal', 'adjustment'],
  'debit-base': ['debit', 'receipt'],
  // What the bank says in the end, and what our books then do.
  'debit-contradiction': ['channel-answer', 'receipt', 'reversal', 'refund', 'adjustment'],
  'fact-unmatched': ['channel-answer', 'receipt', 'reversal', 'refund'],
  'statement-missing': ['statement'],
  other: [
    'statement-line',
    'receipt',
    'reversal',
    'refund',
    'adjustment',
    'channel-answer',
    'treasury-message',
    'bureau-answer',
  ],
};

/** What can prove that a case of the kind is over, the likeliest first. */
export const provingKinds = (kind: CaseKind): readonly ProofKind[] => proving[kind];

/** Proofs of these kinds speak of the whole money, or take the item away, whatever its amount was. */
const withoutAmount: readonly ProofKind[] = [
  'adjustment',
  'corrected-statement',
  'treasury-message',
  'bureau-answer',
  'statement',
  'debit',
];

/** Why the proof does not close a case of the kind about that much money; nothing where it does. */
export const refusedProof = (
  { kind, amount }: { readonly kind: CaseKind; readonly amount: Yuan },
  proof: Evidence | undefined,
): ProofReason | undefined => {
  if (proof === undefined || proof.reference.trim() === '') return 'proof-missing';
  if (!proving[kind].includes(proof.kind)) return 'proof-of-another-kind';
  const isSameMoney = withoutAmount.includes(proof.kind) || proof.amount === amount;
  return isSameMoney ? undefined : 'proof-of-another-amount';
};
