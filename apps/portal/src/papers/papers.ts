import { join } from 'node:path';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Pool } from 'undici';
import type { Operation, PaperCheck, RecordCheck } from '@canbao/contracts';
import { claimOf, Problem } from '@canbao/service-kit';
import { ask } from '../http/ask';
import { takeHeaders } from '../http/forward';
import { pageHeaders } from '../pages/headers';
import { checkPage, paperPage } from './paper-page';
import { Printer } from './printer';
import { recordCheckSheet, recordSheet } from './record-sheet';
import { certificateSheet, checkSheet, receiptSheet, statementSheet, type Sheet } from './sheet';

type Kind = NonNullable<Operation['paper']>;
type Form = 'json' | 'html' | 'pdf';
interface Paper {
  readonly code: string;
  readonly [field: string]: unknown;
}
const sheets: Readonly<Record<Exclude<Kind, 'check'>, (paper: never) => Sheet>> = {
  receipt: receiptSheet,
  certificate: certificateSheet,
  statement: statementSheet,
  record: recordSheet,
};

/**
 * Puts papers together: what payment says of the money, or assessment of the months, with the name that
 * registration has, asked with the caller's own token (ADR 45, 65). As JSON, as a page, and for printing.
 */
export class Papers {
  private readonly printer = new Printer(join(__dirname, 'pdf-thread.js'));

  constructor(
    private readonly services: Readonly<Record<'payment' | 'assessment' | 'registration', Pool>>,
    private readonly publicUrl: string | undefined,
  ) {}

  /** Answers a call of a paper. `.html` and `.pdf` behind its path ask for another form of it. */
  async answer(kind: Kind, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const [path, form] = formOf(kind, request.raw.url ?? '');
    const answer =
      kind === 'check'
        ? await this.askCheck(request, (request.params as { readonly code: string }).code)
        : await ask(this.services[kind === 'record' ? 'assessment' : 'payment'], request, path);
    takeHeaders(reply, answer.headers);
    if (answer.status !== 200 || request.is404) return reply.status(answer.status).send(answer.body);
    // It was the length of another text.
    void reply.removeHeader('content-length');
    const paper = await this.named(kind, request, JSON.parse(answer.body.toString()) as Paper, form);
    if (form === 'json' || kind === 'check') return reply.send(paper);
    const sheet = sheets[kind](paper as never);
    const checkUrl = this.checkUrlOf(request, paper.code);
    if (form === 'html') {
      await reply.helmet(pageHeaders);
      return reply.type('text/html; charset=utf-8').send(paperPage(sheet, checkUrl));
    }
    const pdf = await this.printer.print(sheet, checkUrl);
    void reply.header('content-disposition', `inline; filename="${sheet.number}.pdf"`);
    return reply.header('x-content-type-options', 'nosniff').type('application/pdf').send(pdf);
  }

  /** The page on which anybody checks a paper; without a code, it asks for one. */
  async checkPage(request: FastifyRequest, reply: FastifyReply, code: string | undefined): Promise<void> {
    await reply.helmet({
      ...pageHeaders,
      contentSecurityPolicy: {
        ...pageHeaders.contentSecurityPolicy,
        directives: { ...pageHeaders.contentSecurityPolicy.directives, formAction: ["'self'"] },
      },
    });
    void reply.type('text/html; charset=utf-8');
    if (code === undefined) return reply.send(checkPage(undefined));
    const answer = await this.askCheck(request, code);
    const body = JSON.parse(answer.body.toString()) as Paper & { userMessage?: string };
    void reply.status(answer.status);
    if (answer.status !== 200)
      return reply.send(checkPage(undefined, body.userMessage ?? '系统繁忙，请稍后再试。'));
    const paper = await this.named('check', request, body, 'html');
    const check = paper as never as PaperCheck | RecordCheck;
    const sheet = check.kind === 'record' ? recordCheckSheet(check, code) : checkSheet(check, code);
    return reply.send(checkPage({ sheet, state: check.state }));
  }

  /** Ends the thread that prints. */
  close(): Promise<void> {
    return this.printer.close();
  }

  /**
   * The paper with its name in place of the ticket. Where registration cannot say it, data and checks go
   * without; a paper to be shown to somebody does not.
   * @throws Problem `busy`.
   */
  private async named(kind: Kind, request: FastifyRequest, paper: Paper, form: Form): Promise<Paper> {
    const { holder, ...rest } = paper as Paper & { readonly holder?: string };
    if (holder === undefined) return rest as Paper;
    const suffix = kind === 'check' ? '/masked' : '';
    const answer = await ask(
      this.services.registration,
      request,
      `/v1/paper-holders/${holder}${suffix}`,
    ).catch(() => undefined);
    if (answer?.status === 200) {
      const { name } = JSON.parse(answer.body.toString()) as { readonly name: string };
      return { ...rest, name } as Paper;
    }
    if (form !== 'json' && kind !== 'check' && answer?.status !== 404) throw Problem.general('busy');
    return rest as Paper;
  }

  /** Each kind of paper is checked where it is made; what is no code at all, where money is. */
  private askCheck(request: FastifyRequest, code: string): ReturnType<typeof ask> {
    const text = encodeURIComponent(code);
    return claimOf(code)?.kind === 'record'
      ? ask(this.services.assessment, request, `/v1/record-checks/${text}`)
      : ask(this.services.payment, request, `/v1/verify/${text}`);
  }

  private checkUrlOf({ protocol, host }: FastifyRequest, code: string): string {
    return `${this.publicUrl ?? `${protocol}://${host}`}/verify/${code}`;
  }
}

/** The path at the service, and the form that is asked for. */
const formOf = (kind: Kind, url: string): readonly [path: string, form: Form] => {
  const [path = '', query] = url.split('?', 2);
  const form = kind === 'check' ? undefined : /\.(html|pdf)$/.exec(path)?.[1];
  if (form === undefined) return [url, 'json'];
  const bare = path.slice(0, -form.length - 1);
  return [query === undefined ? bare : `${bare}?${query}`, form as Form];
};
