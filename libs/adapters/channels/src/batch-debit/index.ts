export { BatchDebitSettings } from './settings';
export { TipsDebitBank, type DebitTrouble } from './tips-debit-bank';
