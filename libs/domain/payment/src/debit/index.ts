export { debitAgreement, type Agreement, type AgreementCommand, type AgreementReason } from './agreement';
export { agreementEvents, AgreementRefusal } from './agreement.events';
export { debitItem, itemStream, type ItemCommand, type ItemStatus, type RequestDebit } from './item';
export type { ItemName } from './item-name';
export { creditNoOf, originOf, type DebitOrigin } from './credit';
export { DebitFailure, debitItemEvents, type DebitItemEvent } from './item.events';
export {
  answeredItems,
  debitPack,
  isConflictingFile,
  packItemsMax,
  packStream,
  refusedWhole,
  type PackName,
  type PackReason,
  type PackState,
} from './pack';
export { packEvents, type PackedItem, type PackEvent, type ResultLine } from './pack.events';
export { debitResult } from './result';
export { debitRun, runStream, type RunState } from './run';
export { debitRunEvents } from './run.events';
export { debitRejections, type DebitReason } from './rejections';
export type {
  AgreementCheck,
  Confirmed,
  Credit,
  CreditBank,
  DebitAccount,
  DebitBank,
  PackResults,
  SentOutcome,
  SentPack,
} from '../channel/debit-bank';
export { ResultFileReader, type FileFault, type PackOfFile } from './result-file';
export {
  agreementRefusal,
  coreUnknown,
  creditRefusal,
  done,
  isRefusal,
  outcomeOf,
  repeated,
} from './result-codes';
