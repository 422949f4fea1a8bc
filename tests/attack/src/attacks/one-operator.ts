import { randomUUID } from 'node:crypto';
import { faultsOf, type Attack } from '../attack';
import type { Answer, Target } from '../target';

const service = '/v1/operations/payment';

/** A call by one operator or by somebody who is none, and the status that it must have. */
interface Case {
  readonly what: string;
  readonly expected: number;
  readonly answer: Answer;
}

const played = async (
  target: Target,
  what: string,
  expected: number,
  path: string,
  token: string | undefined,
  body: object = {},
): Promise<Case> => ({
  what,
  expected,
  answer: await target.send({ method: 'POST', path, token, body }),
});

/** What changes something needs two operators; one alone, or with anybody else's token, changes nothing. */
export const oneOperator: Attack = {
  name: 'one operator alone, with every other token',
  play: async (target) => {
    const { operator, auditor, taxDesk, agency, banks, payers } = target.tokens;
    const republish = `${service}/republish`;
    const proposed = await played(target, 'publish again', 202, republish, operator, { after: '0' });
    const cases = [proposed];
    const { proposalId } = proposed.answer.body as { proposalId: string };
    const approval = `${service}/proposals/${proposalId}/approval`;
    const others = { auditor, taxDesk, agency, bank: banks['icbc'], payer: payers[0]?.token };
    cases.push(await played(target, 'approve what one proposed', 403, approval, operator));
    for (const [name, token] of Object.entries(others))
      cases.push(await played(target, `approve as ${name}`, 403, approval, token));
    cases.push(await played(target, 'approve without signing in', 401, approval, undefined));
    const elsewhere = approval.replace('payment', 'registration');
    cases.push(await played(target, 'approve in another service', 404, elsewhere, operator));
    const unknown = approval.replace(proposalId, randomUUID());
    cases.push(await played(target, 'approve what nobody proposed', 404, unknown, operator));
    const rejection = approval.replace(/approval$/, 'rejection');
    cases.push(await played(target, 'withdraw', 200, rejection, operator));
    cases.push(await played(target, 'approve what was withdrawn', 403, approval, operator));
    const { body } = await target.send({ method: 'GET', path: `${service}/proposals`, token: auditor });
    const { status } = (body as { items: { proposalId: string; status: string }[] }).items.find(
      (item) => item.proposalId === proposalId,
    ) ?? { status: 'not listed' };
    return {
      tried: cases.length,
      gaveWay: [
        ...faultsOf(cases, ({ what, expected, answer }) =>
          answer.status === expected ? undefined : `${what}: ${answer.status} instead of ${expected}`,
        ),
        ...(status === 'withdrawn' ? [] : [`the proposal is ${status}`]),
      ],
    };
  },
};
