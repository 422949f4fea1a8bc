import { document, each, escape } from '../page/html';
import { doors, type Person } from './people';

/** Lives of a sign-in that the page offers, in seconds: a working day, and one that ends while you watch. */
export const lives = [8 * 3600, 60] as const;

/** Who is at the door? One click each; `query` is what the client asked for. */
export const signInPage = (door: string, query: string): string =>
  document(
    '参保缴费沙箱 · 登录',
    `<header><div><h1>沙箱登录</h1>
<p>统一身份认证的替身：选择一个身份即可登录，没有密码。姓名均为虚构。</p></div></header>
<main>${each(
      doors[door] ?? [],
      ({ zh, people }) =>
        `<section><h2>${escape(zh)}</h2><ul class="people">${each(people, (person) => card(person, query))}
</ul></section>`,
    )}</main>`,
  );

const card = (person: Person, query: string): string => {
  const [day, minute] = lives;
  const href = (life: number): string =>
    escape(`/sandbox/oidc/enter?person=${person.id}&life=${life}&${query}`);
  return `<li><a class="enter" href="${href(day)}"><strong>${escape(person.name)}</strong>
<span>${escape(person.office)}</span></a>
<a class="brief" href="${href(minute)}" title="登录一分钟后过期，用来演示重新登录">只登录一分钟</a></li>`;
};
