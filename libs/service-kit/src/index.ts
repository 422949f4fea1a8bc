export { runProgram } from './lifecycle/start-service';
export { runService } from './lifecycle/run-service';
export type { Running, Service, Storage } from './lifecycle/service';
export { mayCall, shownTo } from './access/shown-to';
export { claimedQuoteId, QuoteKeys, QuoteTokens } from './access/quote-tokens';
export { claimOf, ownPaperKeys, PaperCodes, PaperKeys, type ClaimedPaper } from './access/paper-codes';
export {
  commonSettings,
  jsonSetting,
  kafkaOf,
  processSettings,
  readSettings,
  SETTINGS,
  settingsOf,
  type Settings,
} from './lifecycle/settings';
export { judgedInProduction, productionRules, sandboxIssuer, sandboxKeyPrefix } from './lifecycle/production';
export { ServiceLog } from './lifecycle/service-log';
export { PeriodicJob } from './lifecycle/periodic-job';
export { Ticker } from './lifecycle/ticker';
export { Commands, type RunOptions } from './commands';
export { Handles, Input } from './http/handles';
export { wholeBody } from './edge/body';
export { edgeOptions, edgeOptionsFor, guardEdge } from './edge/edge';
export { certificateHeader, certificateOf } from './http/client-certificate';
export { followRevocations } from './http/revocations';
export { clientTls, listenerTls, refuseWrongCertificate } from './http/tls';
export { inputOf, type InputOf, type RawMessage } from './http/input';
export { requestIdHeader } from './http/request-id';
export { RawAnswer } from './http/raw-answer';
export { present } from './http/present';
export { parseJsonBody } from './http/json-body';
export { CheckedFile, faultsOfAll, type LineFault } from './http/checked-file';
export { digested } from './http/digested';
export { lifeOf } from './http/life';
export { lineOf, linesOf, type Line } from './http/lines';
export { assertPlain } from './http/plain-text';
export { asyncApi, schemaOf as eventSchemaOf } from './http/async-api';
export { openApiOf } from './http/openapi';
export { AnsweredProblem, generalProblems, Problem, type ProblemText } from './http/problem';
export { problemOf, sendProblem } from './http/problem.filter';
export { identityOf, type Caller } from './http/caller';
export { delegationsView, gainsAccess, mayAccess } from './access/delegations';
export { Delegations1795467986000 } from './access/delegations-table';
export { pairsView } from './access/pairs.view';
export { Exports } from './operations/exports';
export { FourEyes } from './operations/four-eyes';
export type { Proposal } from './operations/proposals';
export { FactsInFlight, type Asked } from './messages/facts-in-flight';
export { messageIdOf, messageIn, TopicIntake } from './messages/topic-intake';
export { Reactor } from './messages/reactor';
export { EventsSealed, kitEvents, withKitEvents, withSeals } from './evidence/kit-events';
export { proofOfEvents } from './evidence/proof';
export { assertNotRolledBack, RolledBack } from './messages/rolled-back';
export { uuidOf } from './uuid-of';
export { bankKeysOf, signedSettings } from './signing/signed-settings';
export type { BankKeys } from './signing/bank-keys';
export { PersonalDataRead, personalDataReads, readEvents } from './privacy/personal-data-read';
export {
  PersonalDataReads,
  readingFor,
  readingOfJob,
  Recorded,
  type Reading,
} from './privacy/personal-data-reads';
export { held, type Held } from './privacy/held';
export { readingsOf, type Readings } from './privacy/readings';
export { seal, unseal } from './security/sealing';
