/**
 * Who may do what, written by hand from the product's table of calls. The plain columns ask about what is the
 * caller's (a person of the bank's district, the payer's beneficiary, the quote, order or receipt that the
 * caller was given); columns with `~` ask about the same things of somebody else.
 *
 * - `.` may not make the call: 403, whatever it is about
 * - `in` makes the call; the request of the test is empty or about nothing that is there
 * - `ok` makes the call and is answered
 * - `no` makes the call and is answered as if there were nothing: 404
 * - `far` is refused with 403 and the reason: the person stands at the counter of a bank of another district
 * - `401` must sign in; `open` needs no sign-in
 */
export const rightsTable = `
call                         nobody hrss medical agency desk ~desk bank ~bank payer ~payer operator auditor
registerPerson               401    in   in      .      .    .     .    .     .     .      .        .
correctName                  401    in   in      .      .    .     .    .     .     .      .        .
correctIdentityNumber        401    in   in      .      .    .     .    .     .     .      .        .
recordDeath                  401    in   in      .      .    .     .    .     .     .      .        .
withdrawDeath                401    in   in      .      .    .     .    .     .     .      .        .
enrolPension                 401    in   .       .      .    .     .    .     .     .      .        .
enrolMedical                 401    .    in      .      .    .     .    .     .     .      .        .
endPension                   401    in   .       .      .    .     .    .     .     .      .        .
endMedical                   401    .    in      .      .    .     .    .     .     .      .        .
correctPensionEnd            401    in   .       .      .    .     .    .     .     .      .        .
correctMedicalEnd            401    .    in      .      .    .     .    .     .     .      .        .
pensionEmployerCover         401    in   .       .      .    .     .    .     .     .      .        .
medicalEmployerCover         401    .    in      .      .    .     .    .     .     .      .        .
withdrawPensionEmployerCover 401    in   .       .      .    .     .    .     .     .      .        .
withdrawMedicalEmployerCover 401    .    in      .      .    .     .    .     .     .      .        .
enrolments                   401    ok   ok      .      ok   ok    .    .     .     .      ok       ok
takeMessage                  401    in   in      .      .    .     .    .     .     .      .        .
takeMessageFile              401    in   in      .      .    .     .    .     .     .      .        .
registrationMessages         401    ok   ok      .      .    .     .    .     .     .      ok       ok
registrationCases            401    ok   ok      .      .    .     .    .     .     .      ok       ok
addBeneficiary               401    .    .       .      .    .     .    .     in    in     .        .
listBeneficiaries            401    .    .       .      .    .     .    .     ok    ok     .        .
removeBeneficiary            401    .    .       .      .    .     .    .     in    in     .        .
holderName                   401    .    .       .      in   in    in   in    in    in     in       in
maskedHolderName             open   open open    open   open open  open open  open  open   open     open
searchPerson                 401    in   in      in     in   in    in   in    .     .      in       .
unmaskPerson                 401    in   in      in     in   in    in   in    .     .      in       .
personalData                 401    .    .       .      .    .     .    .     ok    no     ok       .
readings                     401    .    .       .      .    .     .    .     ok    no     ok       ok
identityKeys                 401    .    .       .      .    .     .    .     .     .      ok       ok
payables                     401    .    .       .      ok   ok    ok   no    ok    no     ok       ok
pensionBase                  401    ok   .       .      ok   ok    ok   no    ok    no     ok       ok
coverage                     401    .    ok      .      .    .     .    .     ok    no     ok       ok
coverageTimeline             401    .    ok      .      .    .     .    .     ok    no     ok       ok
why                          401    ok   ok      .      ok   ok    ok   no    ok    no     ok       ok
contributionRecord           401    .    .       .      ok   ok    .    .     ok    no     ok       ok
verifyRecord                 open   open open    open   open open  open open  open  open   open     open
estimate                     401    in   in      in     in   in    in   in    in    in     in       in
quote                        401    .    .       .      ok   ok    ok   far   ok    no     .        .
quoteById                    401    .    .       .      ok   no    ok   no    ok    no     ok       ok
quoteProof                   401    .    .       .      ok   no    ok   no    ok    no     ok       ok
pushBill                     401    .    .       in     .    .     .    .     .     .      .        .
replaceBill                  401    .    .       in     .    .     .    .     .     .      .        .
withdrawBill                 401    .    .       in     .    .     .    .     .     .      .        .
bill                         401    .    .       in     .    .     .    .     .     .      in       in
backPayStandard              401    .    .       in     .    .     .    .     .     .      .        .
pushBillFile                 401    .    .       in     .    .     .    .     .     .      .        .
bills                        401    .    .       ok     .    .     .    .     .     .      ok       ok
billIntake                   401    .    .       ok     .    .     .    .     .     .      ok       ok
refundCases                  401    .    .       .      .    .     .    .     .     .      ok       ok
rules                        open   open open    open   open open  open open  open  open   open     open
guide                        open   open open    open   open open  open open  open  open   open     open
proposeRuleOverride          401    .    .       .      .    .     .    .     .     .      in       .
approveRuleOverride          401    .    .       .      .    .     .    .     .     .      in       .
rejectRuleOverride           401    .    .       .      .    .     .    .     .     .      in       .
ruleWhatIf                   401    .    .       .      .    .     .    .     .     .      in       in
ruleChanges                  401    .    .       .      .    .     .    .     .     .      ok       ok
quoteLife                    401    .    .       .      .    .     .    .     .     .      in       in
ruleOverrides                401    .    .       .      .    .     .    .     .     .      ok       ok
openOrder                    401    .    .       .      .    .     .    .     ok    no     .        .
closeOrder                   401    .    .       .      .    .     .    .     ok    no     .        .
orders                       401    .    .       .      .    .     .    .     ok    ok     .        .
order                        401    .    .       .      ok   no    ok   no    ok    no     ok       ok
collect                      401    .    .       .      in   in    in   in    .     .      .        .
collectFile                  401    .    .       .      in   in    in   in    .     .      .        .
conflictingReports           401    .    .       .      .    .     .    .     .     .      ok       ok
sendStatement                401    .    .       .      in   in    in   in    .     .      in       .
reconciliation               401    .    .       .      in   in    in   in    .     .      in       in
dayReport                    401    .    .       .      .    .     .    .     .     .      ok       ok
cases                        401    .    .       .      .    .     .    .     .     .      ok       ok
case                         401    .    .       .      .    .     .    .     .     .      in       in
actOnCase                    401    .    .       .      .    .     .    .     .     .      in       .
reverse                      401    .    .       .      in   in    in   in    .     .      .        .
noteCollection               401    .    .       .      in   in    in   in    .     .      .        .
notedCollections             401    .    .       .      ok   ok    ok   ok    .     .      .        .
endCollectionNote            401    .    .       .      in   in    in   in    .     .      .        .
receipt                      401    .    .       .      ok   no    ok   no    ok    no     ok       ok
issuePaymentNumber           401    .    .       .      .    .     .    .     ok    no     .        .
weChatBills                  open   open open    open   open open  open open  open  open   open     open
channelNotification          open   open open    open   open open  open open  open  open   open     open
certificate                  401    .    .       .      ok   ok    .    .     ok    no     ok       ok
yearlyStatement              401    .    .       .      ok   ok    .    .     ok    no     ok       ok
verifyPaper                  open   open open    open   open open  open open  open  open   open     open
receiptProof                 401    .    .       .      ok   no    ok   no    ok    no     ok       ok
trialBalance                 401    .    .       .      .    .     .    .     .     .      ok       ok
entries                      401    .    .       .      .    .     .    .     .     .      ok       ok
entriesFile                  401    .    .       .      .    .     .    .     .     .      in       in
statistics                   401    .    .       .      .    .     .    .     .     .      in       in
search                       401    .    .       .      .    .     .    .     .     .      in       in
orderLife                    401    .    .       .      .    .     .    .     .     .      in       in
applyForRefund               401    .    .       .      in   in    in   in    in    in     in       .
whyRefund                    401    ok   ok      .      ok   ok    ok   ok    ok    no     ok       ok
paymentPersonalData          401    .    .       .      .    .     .    .     ok    no     ok       .
paymentReadings              401    .    .       .      .    .     .    .     ok    no     ok       ok
requestErasure               401    .    .       .      in   in    .    .     in    in    .        .
erasure                      401    .    .       .      ok   ok    .    .     ok    no     ok       ok
erasures                     401    .    .       .      .    .     .    .     .     .      ok       ok
erasePerson                  401    .    .       .      .    .     .    .     .     .      in       .
suspense                     401    .    .       .      .    .     .    .     .     .      ok       ok
resolveSuspense              401    .    .       .      .    .     .    .     .     .      in       .
refunds                      401    ok   ok      .      ok   ok    ok   ok    ok    ok     ok       ok
refund                       401    in   in      .      in   in    in   in    in    in     in       in
approveRefund                401    in   in      .      in   in    .    .     .     .      in       .
rejectRefund                 401    in   in      .      in   in    .    .     .     .      in       .
withdrawRefund               401    .    .       .      in   in    in   in    in    in     in       .
confirmPayout                401    .    .       .      in   in    in   in    .     .      .        .
redirectRefund               401    .    .       .      .    .     .    .     .     .      in       .
refundOtherWay               401    .    .       .      .    .     .    .     .     .      in       .
takeBackRefund               401    .    .       .      .    .     .    .     .     .      in       .
openShift                    401    .    .       .      in   in    .    .     .     .      .        .
closeShift                   401    .    .       .      in   in    .    .     .     .      .        .
shift                        401    .    .       .      in   in    .    .     .     .      in       in
shifts                       401    .    .       .      in   in    .    .     .     .      in       in
signDebitAgreement           401    .    .       .      .    .     in   in    in    in     .        .
changeDebitAgreement         401    .    .       .      .    .     .    .     in    in     .        .
stopDebitAgreement           401    .    .       .      .    .     in   in    in    in     .        .
debitAgreements              401    .    .       .      .    .     .    .     ok    ok     .        .
debitAgreement               401    .    .       .      .    .     in   in    in    in     in       in
rehearseTrueUp               401    .    .       .      .    .     .    .     .     .      in       .
trueUpRuns                   401    .    .       .      .    .     .    .     .     .      ok       ok
trueUpRun                    401    .    .       .      .    .     .    .     .     .      in       in
trueUpPeople                 401    .    .       .      .    .     .    .     .     .      in       in
activateTrueUp               401    .    .       .      .    .     .    .     .     .      in       .
stopTrueUp                   401    .    .       .      .    .     .    .     .     .      in       .
resumeTrueUp                 401    .    .       .      .    .     .    .     .     .      in       .
openDebitRun                 401    .    .       .      .    .     .    .     .     .      in       .
debitRuns                    401    .    .       .      .    .     .    .     .     .      ok       ok
debitRun                     401    .    .       .      .    .     .    .     .     .      in       in
debitResults                 401    .    .       .      .    .     in   in    .     .      .        .
postings                     401    ok   ok      .      ok   ok    .    .     ok    no     ok       ok
whyPost                      401    ok   ok      .      ok   ok    .    .     ok    no     ok       ok
postingLife                  401    .    .       .      .    .     .    .     .     .      in       in
bureauDay                    401    in   in      .      .    .     .    .     .     .      in       in
postAgain                    401    .    .       .      .    .     .    .     .     .      in       .
openRefundCase               401    .    .       .      .    .     .    .     .     .      in       .
withdrawRefundCase           401    .    .       .      .    .     .    .     .     .      in       .
*State                       401    .    .       .      .    .     .    .     .     .      ok       ok
*ParkedKeys                  401    .    .       .      .    .     .    .     .     .      ok       ok
*ReleaseKey                  401    .    .       .      .    .     .    .     .     .      in       .
*Republish                   401    .    .       .      .    .     .    .     .     .      in       .
*Proposals                   401    .    .       .      .    .     .    .     .     .      ok       ok
*ApproveProposal             401    .    .       .      .    .     .    .     .     .      in       .
*RejectProposal              401    .    .       .      .    .     .    .     .     .      in       .
*SecurityLog                 401    .    .       .      .    .     .    .     .     .      ok       ok
`;

/** What a caller of a column is to be answered with. */
export interface Expectation {
  readonly call: string;
  readonly column: string;
  readonly expected: string;
}

const [head = '', ...rows] = rightsTable.trim().split('\n');
const [, ...columns] = head.split(/ +/);

/** The columns of the table. */
export const rightsColumns: readonly string[] = columns;

/** The row of a call by its id, or of every service's call of that kind. @throws Error without one. */
export const expectationsOf = (call: string): readonly Expectation[] => {
  const fits = (name: string): boolean =>
    name.startsWith('*')
      ? call.endsWith(name.slice(1)) && /^(registration|assessment|payment|ledgerSync)/.test(call)
      : name === call;
  const cells = rows.map((row) => row.split(/ +/)).find(([name = '']) => fits(name));
  if (cells === undefined || cells.length !== columns.length + 1)
    throw new Error(`${call} has no whole row in the table of rights`);
  return columns.map((column, index) => ({ call, column, expected: cells[index + 1] ?? '' }));
};
