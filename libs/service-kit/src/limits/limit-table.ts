import type { Call, Role } from '@canbao/contracts';

/**
 * What a limit counts: the calls of a caller; those of them that find nothing; the calls about a person;
 * the calls that nobody signs in for, of an address; the tokens that an address brings and we do not know.
 */
export type Counted = 'calls' | 'misses' | 'person' | 'address' | 'tokens';

/** At most so many in so many seconds; the next window begins with the first call after it. */
export interface Limit {
  /** In `RateLimit-Policy`, and the beginning of its counters' names. */
  readonly name: string;
  readonly counts: Counted;
  /** The roles that it is for; all when left out. */
  readonly roles?: readonly Role[];
  /** The ids of the operations that it is for; all when left out, except these. */
  readonly operations?: readonly string[];
  readonly except?: readonly string[];
  readonly most: number;
  readonly seconds: number;
}

const bureaus = ['hrss', 'medical-bureau', 'agency'] as const;
const counters = ['bank', 'tax-desk'] as const;
const staff = ['operator', 'auditor'] as const;
const institutions = [...bureaus, ...counters, ...staff] as const;

/**
 * The limits of each instance group of a service. All numbers are configuration: no source gives them. Those
 * of institutions keep a loop gone wild from taking a whole service and nothing more; those of payers fit a
 * person with a screen, with room for a mini-program that asks again and again.
 */
export const limitTable: readonly Limit[] = [
  // A bank of thirteen districts collects some hundreds a second at its peak, all of them with one token; a
  // counter must never be the place where a queue forms because of us.
  { name: 'counter', counts: 'calls', roles: counters, most: 60_000, seconds: 10 },
  // A bureau sends a year's changes in one night.
  { name: 'bureau', counts: 'calls', roles: bureaus, most: 30_000, seconds: 10 },
  // A dashboard that asks every second for every service, and a script of an auditor beside it.
  { name: 'staff', counts: 'calls', roles: staff, most: 12_000, seconds: 60 },
  // Each export reads and writes up to 200,000 lines.
  { name: 'exports', counts: 'calls', roles: staff, operations: ['entriesFile'], most: 30, seconds: 60 },
  // Twenty a second for five minutes: a screen that polls.
  { name: 'payer', counts: 'calls', roles: ['payer'], most: 6000, seconds: 300 },
  // An estimate is the longest computation, and no fact limits it.
  { name: 'estimates', counts: 'calls', roles: ['payer'], operations: ['estimate'], most: 600, seconds: 60 },
  // Each change of a list is stored for good. Guesses have a lock of their own (identity-check.ts).
  {
    name: 'list',
    counts: 'calls',
    roles: ['payer'],
    operations: ['addBeneficiary', 'removeBeneficiary'],
    most: 500,
    seconds: 3600,
  },
  // Whoever reads names leaves an event for each of them: a list of fifty is fifty.
  {
    name: 'names',
    counts: 'calls',
    roles: ['payer'],
    operations: ['listBeneficiaries'],
    most: 120,
    seconds: 300,
  },
  // An open order holds months for half an hour.
  {
    name: 'orders',
    counts: 'calls',
    roles: ['payer'],
    operations: ['openOrder', 'closeOrder'],
    most: 1200,
    seconds: 300,
  },
  // A counter has one customer at a time; whoever tries numbers finds nothing, and soon nothing more.
  {
    name: 'searches',
    counts: 'calls',
    roles: institutions,
    operations: ['searchPerson', 'unmaskPerson'],
    most: 600,
    seconds: 300,
  },
  {
    name: 'search-misses',
    counts: 'misses',
    roles: institutions,
    operations: ['searchPerson'],
    most: 60,
    seconds: 300,
  },
  // A proof reads and hashes up to ten thousand leaves.
  {
    name: 'proofs',
    counts: 'calls',
    roles: ['payer'],
    operations: ['receiptProof', 'quoteProof'],
    most: 120,
    seconds: 60,
  },
  // Who reads names leaves an event for each of them, and a paper reads every event of its order.
  {
    name: 'papers',
    counts: 'calls',
    roles: ['payer'],
    operations: ['receipt', 'certificate', 'yearlyStatement', 'contributionRecord', 'holderName'],
    most: 120,
    seconds: 60,
  },
  // Nobody holds so many papers; 72 bits take longer than that to guess.
  {
    name: 'checks',
    counts: 'address',
    operations: ['verifyPaper', 'verifyRecord', 'maskedHolderName'],
    most: 60,
    seconds: 60,
  },
  // Who walks through ids finds nothing; who looks for what is on its way finds it within seconds.
  { name: 'misses', counts: 'misses', roles: ['payer'], most: 300, seconds: 60 },
  { name: 'misses-by-staff', counts: 'misses', roles: institutions, most: 6000, seconds: 60 },
  // Whoever asks: nobody needs more about one person, and their stream is read each time.
  {
    name: 'person',
    counts: 'person',
    operations: [
      'payables',
      'pensionBase',
      'quote',
      'postings',
      'enrolments',
      'coverage',
      'coverageTimeline',
      'contributionRecord',
    ],
    most: 6000,
    seconds: 300,
  },
  // A whole office, or the customers of one telephone network, behind one address.
  { name: 'address', counts: 'address', except: ['channelNotification'], most: 12_000, seconds: 60 },
  // A channel tells of every payment from a few addresses, at the last evening of a year as well. One that is
  // forged costs a signature's check and nothing else.
  { name: 'notices', counts: 'address', operations: ['channelNotification'], most: 60_000, seconds: 10 },
  // A known token is not counted, so an office does not feel it when a stranger guesses beside it.
  { name: 'tokens', counts: 'tokens', most: 1000, seconds: 60 },
];

/** Operations whose answer can say that there is nothing by this id, or that a number has another name. */
const canMiss = ({ id, path }: Call): boolean =>
  path.includes('{') || ['quote', 'openOrder', 'registerPerson', 'searchPerson'].includes(id);

/** Whether an answer was a miss. A bureau's token must not find out who has which number, either. */
export const isMiss = ({ id }: Call, status: number): boolean =>
  status === 404 || (id === 'registerPerson' && status === 409);

/** The limits on calls of a role, of what they count. */
export const limitsOn = (operation: Call, role: Role | 'anyone', counts: Counted): readonly Limit[] =>
  limitTable.filter(
    (limit) =>
      limit.counts === counts &&
      (limit.roles === undefined || limit.roles.some((each) => each === role)) &&
      (limit.operations === undefined || limit.operations.includes(operation.id)) &&
      limit.except?.includes(operation.id) !== true &&
      (counts !== 'misses' || canMiss(operation)),
  );
