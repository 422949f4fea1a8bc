export { leavesWork, posting, postingStream, type PostingCommand, type PostingState } from './posting';
export type { PostedItem, PostingEvent } from './posting.events';
export { unmetConditions } from './conditions';
export { reactions } from './reactions';
export { published } from './published';
export {
  askBureau,
  postingOf,
  type Bureau,
  type BureauAnswer,
  type DuePosting,
  type PostingRequest,
} from './ask-bureau';
