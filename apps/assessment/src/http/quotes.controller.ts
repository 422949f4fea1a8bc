import { randomUUID } from 'node:crypto';
import { Controller } from '@nestjs/common';
import { assessmentApi as api, QuoteTokens } from '@canbao/contracts';
import {
  assessmentRejections as rejections,
  contributionAccount,
  estimate,
  recorded,
  type IssuedQuote,
  type IssueQuote,
} from '@canbao/domain-assessment';
import { Database } from '@canbao/postgres';
import { channelOf, notesOf, type ParameterUsed } from '@canbao/rules';
import { Commands, Handles, Input, mayAccess, Problem, type InputOf } from '@canbao/service-kit';
import { RulePack } from '../rule-pack';
import { certificateHash, quoteById } from '../views/quotes.view';
import { Accounts } from './accounts';

const currency = 'CNY';

@Controller()
export class QuotesController {
  constructor(
    private readonly commands: Commands,
    private readonly accounts: Accounts,
    private readonly rules: RulePack,
    private readonly tokens: QuoteTokens,
    private readonly database: Database,
  ) {}

  @Handles(api.quote)
  async quote(@Input() input: InputOf<typeof api.quote>): Promise<unknown> {
    const { personId, insurance } = input.body;
    const { pack } = await this.accounts.load(input, personId, insurance);
    const answer = await this.commands.run(input, contributionAccount(pack), commandOf(input), {
      subject: personId,
      rejections,
      reply: ({ events }) => bodyOf(recorded(events, 'QuoteIssued')),
    });
    // The token is made from the stored quote, so that a repeat of the call gets the same one.
    const { quoteId } = answer as { quoteId: string };
    const stored = await quoteById(this.database, quoteId);
    if (stored === undefined) throw new Error('the quote that was just issued is gone');
    return { ...(answer as object), token: this.tokens.write(claimsOf(stored)) };
  }

  @Handles(api.quoteById)
  async quoteById(@Input() { params, caller }: InputOf<typeof api.quoteById>): Promise<unknown> {
    const stored = await quoteById(this.database, params.id);
    if (stored === undefined) throw Problem.general('not-found');
    const { personId } = stored.quote;
    if (!(await mayAccess(this.database, caller, personId))) throw Problem.general('not-found');
    return { ...bodyOf(stored.quote), personId, certificateHash: stored.hash };
  }

  @Handles(api.estimate)
  async estimate(@Input() { body, now }: InputOf<typeof api.estimate>): Promise<unknown> {
    const { months, base, scheme, items } = body;
    const estimated = estimate(await this.rules.inForce(), {
      insurance: body.insurance,
      at: now,
      months,
      ...(base === undefined ? {} : { base }),
      ...(scheme === undefined ? {} : { scheme }),
      ...(items === undefined ? {} : { items }),
    });
    if (!estimated.accepted) {
      const { reason, details, conditions } = estimated;
      throw new Problem(reason, rejections[reason], { details, conditions });
    }
    const { total, lines, parameters, certificate } = estimated;
    const figures = { currency, total, lines, ...notesOf(parameters) };
    return { ...figures, certificate, certificateHash: certificateHash(certificate) };
  }
}

const commandOf = ({ body, caller, now }: InputOf<typeof api.quote>): IssueQuote => {
  const { personId, insurance, months, base, items } = body;
  const channel = channelOf(caller);
  return {
    type: 'IssueQuote',
    insurance,
    personId,
    quoteId: randomUUID(),
    at: now,
    months,
    ...(items === undefined ? {} : { items }),
    ...(channel === undefined ? {} : { channel }),
    ...(base === undefined ? {} : { base }),
  };
};

/** The certificate is represented by its hash. */
const claimsOf = ({ quote: { certificate: _, ...quote }, hash }: { quote: IssuedQuote; hash: string }) => ({
  ...quote,
  certificateHash: hash,
});

const bodyOf = ({ quoteId, expiresAt, total, lines, certificate }: IssuedQuote) => ({
  quoteId,
  expiresAt,
  currency,
  total,
  lines,
  ...notesOf(parametersOf(certificate)),
  certificate,
});

const parametersOf = (certificate: IssuedQuote['certificate']): readonly ParameterUsed[] =>
  (certificate as { assessment: { parameters: readonly ParameterUsed[] } }).assessment.parameters;
