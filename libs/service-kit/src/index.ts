export {
  runProgram,
  startService,
  runService,
  httpApplication,
  type Kept,
  type Service,
  type Running,
} from './lifecycle/start-service';
export { Handles, Input, OperationGuard, inputOf, type InputOf } from './http/operation-guard';
export { AnsweredProblem, Commands, CATCH_UP_MS } from './commands';
export { Problem, generalProblems, type ProblemText } from './http/problem';
export { ProblemFilter, problemOf } from './http/problem.filter';
export { parseJsonBody } from './http/json-body';
export { linesOf, type Line } from './http/lines';
export { openApiOf } from './http/openapi';
export { readSettings, commonSettings, type Settings } from './lifecycle/settings';
export { SignIn, type Caller } from './http/sign-in';
export { SystemClock, SandboxClock } from './lifecycle/clocks';
export {
  delegation,
  delegationCommand,
  delegationsMigration,
  delegationsView,
  maySee,
} from './access/delegations';
export { pairsView } from './access/pairs.view';
export { assertNotRolledBack, RolledBack } from './messages/rolled-back';
export { uuidOf } from './uuid-of';
export { Reactor } from './messages/reactor';
export { ServiceLog } from './lifecycle/service-log';
export { Ticker } from './lifecycle/ticker';
