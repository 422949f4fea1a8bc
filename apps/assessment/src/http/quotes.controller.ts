import { randomUUID } from 'node:crypto';
import { Controller } from '@nestjs/common';
import { assessmentApi as api } from '@canbao/contracts';
import {
  assessmentRejections as rejections,
  contributionAccount,
  estimate,
  mayReadQuote,
  quoteStream,
  QuoteIssued,
  recorded,
  type IssuedQuote,
  type IssueQuote,
} from '@canbao/domain-assessment';
import { EventStore } from '@canbao/event-sourcing';
import { Database, provenEvents } from '@canbao/postgres';
import { channelOf, notesOf, type ParameterUsed } from '@canbao/rules';
import {
  Commands,
  Handles,
  Input,
  mayAccess,
  Problem,
  proofOfEvents,
  type Caller,
  type InputOf,
  QuoteTokens,
} from '@canbao/service-kit';
import { RulePack } from '../rule-pack';
import { Accounts } from './accounts';
import { certificateHash, storedQuote } from './stored-quote';

const currency = 'CNY';

@Controller()
export class QuotesController {
  constructor(
    private readonly commands: Commands,
    private readonly accounts: Accounts,
    private readonly rules: RulePack,
    private readonly tokens: QuoteTokens,
    private readonly database: Database,
    private readonly store: EventStore,
  ) {}

  @Handles(api.quote)
  async quote(@Input() input: InputOf<typeof api.quote>): Promise<unknown> {
    const { personId, insurance } = input.body;
    const { pack } = await this.accounts.load(input, personId, insurance);
    const answer = await this.commands.run(input, contributionAccount(pack), commandOf(input), {
      subject: personId,
      rejections,
      reply: ({ events }) => ({ quoteId: recorded(events, QuoteIssued).quoteId }),
    });
    // Only the id is kept under the key: body and token are made from the stored quote, now and for a repeat.
    const { quoteId } = answer as { quoteId: string };
    const issued = await storedQuote(this.store, quoteId);
    if (issued === undefined) throw new Error('the quote that was just issued is gone');
    return { ...bodyOf(issued), token: this.tokens.write(claimsOf(issued)) };
  }

  @Handles(api.quoteProof)
  async quoteProof(@Input() { params, caller }: InputOf<typeof api.quoteProof>): Promise<unknown> {
    const { quoteId } = await this.quoteFor(caller, params.id);
    const events = await provenEvents(this.database.pool, [quoteStream(quoteId)]);
    return proofOfEvents(this.database, { quoteId }, events);
  }

  @Handles(api.quoteById)
  async quoteById(@Input() { params, caller }: InputOf<typeof api.quoteById>): Promise<unknown> {
    const quote = await this.quoteFor(caller, params.id);
    const { personId, certificate } = quote;
    return { ...bodyOf(quote), personId, certificateHash: certificateHash(certificate) };
  }

  /** @throws Problem `not-found` when there is no such quote, or it is not the caller's. */
  private async quoteFor(caller: Caller, quoteId: string): Promise<IssuedQuote> {
    const quote = await storedQuote(this.store, quoteId.toLowerCase());
    if (quote === undefined || !mayReadQuote(caller, quote)) throw Problem.general('not-found');
    if (!(await mayAccess(this.database, caller, quote.personId))) throw Problem.general('not-found');
    return quote;
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
    ...(caller.role === 'payer' ? { payerId: caller.subject } : {}),
    ...(base === undefined ? {} : { base }),
  };
};

/** The certificate is represented by its hash. */
const claimsOf = ({ certificate, ...quote }: IssuedQuote) => ({
  ...quote,
  certificateHash: certificateHash(certificate),
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
