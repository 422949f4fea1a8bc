import type { Channel } from '@canbao/vocabulary';
import { randomUUID } from 'node:crypto';
import { Controller } from '@nestjs/common';
import { assessmentApi as api } from '@canbao/contracts';
import {
  assessmentRejections as rejections,
  contributionAccount,
  type AccountEvent,
  type GivenQuote,
} from '@canbao/domain-assessment';
import { Database } from '@canbao/postgres';
import { assess, certificateOf, conditionsOf, type QuoteRequest } from '@canbao/rules';
import { Commands, Handles, Input, mayAccess, Problem, type Caller, type InputOf } from '@canbao/service-kit';
import { Accounts, RulePack } from './access';
import { QuoteSigner } from './quote-token';
import { certificateHash, quoteById } from '../views/quotes.view';

/** Where the caller stands: the mini-program of a payer's sign-in, the bank of a teller, or the tax desk. */
const channelOf = ({ role, channel, bank }: Caller): Channel | undefined =>
  role === 'payer' ? channel : role === 'bank' ? bank : role === 'tax-desk' ? 'tax-desk' : undefined;

const shown = ({ quoteId, expiresAt, total, lines, certificate }: GivenQuote) => ({
  quoteId,
  expiresAt,
  currency: 'CNY',
  total,
  lines,
  certificate,
});

@Controller()
export class QuotesController {
  constructor(
    private readonly commands: Commands,
    private readonly accounts: Accounts,
    private readonly rules: RulePack,
    private readonly signer: QuoteSigner,
    private readonly database: Database,
  ) {}

  @Handles(api.quote)
  async quote(@Input() input: InputOf<typeof api.quote>): Promise<unknown> {
    const { personId, insurance, months, base, items } = input.body;
    await this.accounts.stateFor(input.caller, personId, insurance);
    const channel = channelOf(input.caller);
    const command = {
      type: 'IssueQuote',
      personId,
      insurance,
      quoteId: randomUUID(),
      at: input.now,
      months,
      ...(base === undefined ? {} : { base }),
      ...(items === undefined ? {} : { items }),
      ...(channel === undefined ? {} : { channel }),
    } as const;
    const answer = (await this.commands.run(input, contributionAccount(this.rules.pack), command, {
      subject: personId,
      rejections,
      reply: ({ events }) =>
        shown(
          (
            events.find(({ type }) => type === 'QuoteIssued') as Extract<
              AccountEvent,
              { type: 'QuoteIssued' }
            >
          ).data,
        ),
    })) as { quoteId: string };
    // The token is made from the stored quote, so that a repeat of the call gets the same one.
    const given = await quoteById(this.database, answer.quoteId);
    if (given === undefined) throw new Error('the quote that was just given is gone');
    return { ...answer, token: await this.signer.tokenOf(given.quote, given.hash) };
  }

  @Handles(api.quoteById)
  async quoteById(@Input() { params, caller }: InputOf<typeof api.quoteById>): Promise<unknown> {
    const given = await quoteById(this.database, params.id);
    if (given === undefined || !(await mayAccess(this.database, caller, given.quote.personId)))
      throw Problem.general('not-found');
    return { ...shown(given.quote), personId: given.quote.personId, certificateHash: given.hash };
  }

  @Handles(api.estimate)
  estimate(@Input() { body, now }: InputOf<typeof api.estimate>): unknown {
    const { insurance, months, base, scheme = 'pooled', items } = body;
    const asked = { at: now, months, ...(items === undefined ? {} : { items }) };
    const request: QuoteRequest =
      insurance === 'pension'
        ? {
            ...asked,
            insurance,
            facts: { enrolment: {}, paidMonths: [] },
            ...(base === undefined ? {} : { base }),
          }
        : {
            ...asked,
            insurance,
            facts: { enrolment: { scheme }, paidMonths: [], receivedItems: {}, bills: [] },
          };
    const assessed = assess(this.rules.pack, request);
    if (!assessed.accepted)
      throw new Problem(assessed.reason, rejections[assessed.reason], {
        details: assessed.details,
        conditions: conditionsOf(assessed, request),
      });
    const certificate = certificateOf(this.rules.pack, request, assessed);
    return {
      currency: 'CNY',
      total: assessed.total,
      lines: assessed.lines,
      certificate,
      certificateHash: certificateHash(certificate),
    };
  }
}
