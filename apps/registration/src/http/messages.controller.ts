import { Controller } from '@nestjs/common';
import { registrationApi as api } from '@canbao/contracts';
import {
  person,
  registrationRejections as rejections,
  type BureauMessage,
  type PersonEvent,
  type PersonState,
} from '@canbao/domain-registration';
import { Database } from '@canbao/postgres';
import { Commands, Handles, Input, type InputOf } from '@canbao/service-kit';
import { TellsOf } from '../vault/tells-of';
import { messagesPage } from '../views/bureau-messages.view';
import { openCases } from '../views/registration-cases.view';
import { messageOf } from './feed-message';
import { bureauOf } from './problems';

/** What bureaus tell, a message at a time, and what became of it. */
@Controller()
export class MessagesController {
  constructor(
    private readonly commands: Commands,
    private readonly tellsOf: TellsOf,
    private readonly database: Database,
  ) {}

  @Handles(api.takeMessage)
  async take(@Input() input: InputOf<typeof api.takeMessage>): Promise<unknown> {
    const { body, caller, now } = input;
    const message = messageOf(bureauOf(caller), body);
    const personId = await this.tellsOf.person(body, caller, now);
    return this.commands.run(
      input,
      person,
      { type: 'TakeMessage', personId, message, at: now },
      {
        subject: personId,
        rejections,
        reply: ({ events, state }) => ({
          personId,
          messageNo: message.messageNo,
          outcome: outcomeOf(events),
          cases: casesOf(message, state),
        }),
      },
    );
  }

  @Handles(api.registrationMessages)
  messages(@Input() { query, caller }: InputOf<typeof api.registrationMessages>): Promise<unknown> {
    return messagesPage(this.database, { ...query, bureau: ownOf(caller) });
  }

  @Handles(api.registrationCases)
  cases(@Input() { query, caller }: InputOf<typeof api.registrationCases>): Promise<unknown> {
    return openCases(this.database, ownOf(caller), query);
  }
}

/** The bureau whose facts alone are shown to the caller. */
const ownOf = ({ role }: { readonly role: string }): string | undefined =>
  role === 'hrss' || role === 'medical-bureau' ? role : undefined;

/** What became of a message, by the events that came of it. */
export const outcomeOf = (events: readonly PersonEvent[]): 'taken' | 'repeated' | 'conflicting' => {
  if (events.length === 0) return 'repeated';
  return events.some(({ type }) => type === 'BureauMessageConflicted') ? 'conflicting' : 'taken';
};

const casesOf = ({ bureau, messageNo }: BureauMessage, { cases }: PersonState) =>
  cases.filter(({ facts }) => facts.some((fact) => fact.bureau === bureau && fact.messageNo === messageNo));
