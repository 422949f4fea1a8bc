export { contactBureau, type DuePosting } from './bureau/contact-bureau';
export type { Bureau, BureauAnswer, PostingRequest } from './bureau/bureau';
export { unmetConditions } from './posting/conditions';
export {
  posting,
  postingStream,
  type NoteReceivedItems,
  type PostingCommand,
  type RecordAnswer,
  type RecordProgress,
  type RequestPosting,
  type RequestReversal,
} from './posting/posting';
export { postingOf, reportOf, type Posting, type PostingReport } from './posting/posting-report';
export type { PostingState, ReceivedItems } from './posting/posting-state';
export type { Obligation, PostedItem, PostingEvent, RequestedPosting } from './posting/posting.events';
export { leavesWork } from './posting/work';
export { published } from './published';
export { reactions } from './reactions';
export { ledgerSyncRejections, type LedgerSyncReason } from './rejections';
export { subscriptions } from './subscriptions';
