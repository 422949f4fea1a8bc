import type { ReactNode } from 'react';
import { shownYuan } from './money';
import { actorOf, statusName, toneOf } from './words';

/** The head of a page: what it is, one sentence on it, and what can be done here. */
export const Head = ({
  title,
  children,
  actions,
}: {
  readonly title: ReactNode;
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
}) => (
  <header className="head ops-head">
    <div>
      <h1>{title}</h1>
      {children !== undefined && <p>{children}</p>}
    </div>
    {actions !== undefined && <div className="ops-actions">{actions}</div>}
  </header>
);

/** A part of a page. */
export const Card = ({ title, children }: { readonly title?: ReactNode; readonly children: ReactNode }) => (
  <section className="card">
    {title !== undefined && <h2>{title}</h2>}
    {children}
  </section>
);

/** A status by its name, in its colour. */
export const Status = ({ of }: { readonly of: string }) => <Mark tone={toneOf(of)}>{statusName(of)}</Mark>;

/** A word on a ground whose colour says how well it is. */
export const Mark = ({
  tone,
  children,
}: {
  readonly tone: 'good' | 'wait' | 'bad' | 'going' | 'over';
  readonly children: ReactNode;
}) => <span className={`mark mark-${tone}`}>{children}</span>;

/** What people quote to each other as it is: a sign-in, an account, a rule. */
export const Code = ({ children }: { readonly children: ReactNode }) => (
  <span className="code">{children}</span>
);

/** Who did something. */
export const Actor = ({ of }: { readonly of: string }) => {
  const { words, signIn } = actorOf(of);
  return (
    <>
      {words} {signIn !== undefined && <Code>{signIn}</Code>}
    </>
  );
};

/** An amount in yuan; figures stand below each other. */
export const Yuan = ({ of }: { readonly of: string }) => <span className="num">{shownYuan(of)}</span>;

/** Names and values, one a line on a phone. */
export const Facts = ({ of }: { readonly of: readonly (readonly [string, ReactNode])[] }) => (
  <dl className="ops-facts">
    {of
      .filter(([, value]) => value !== undefined && value !== null && value !== '')
      .map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
  </dl>
);
