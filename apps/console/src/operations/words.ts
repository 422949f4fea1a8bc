/** What pages of operations call things, for the specs that know every code. */
export { actionName } from './approvals/words';
export { explanationOf, proofKinds } from './cases/words';
export { factOf } from './orders/life-words';
export { actorOf, causeName, channelName, districtName, ownerName, statusName } from './parts/words';
