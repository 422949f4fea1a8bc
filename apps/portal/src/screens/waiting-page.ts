import { each, escape, page } from '../pages/html';

/** How far the build of a screen has come. */
export interface Progress {
  readonly steps: readonly {
    readonly name: string;
    readonly state: 'waiting' | 'running' | 'done' | 'failed';
    readonly seconds?: number;
  }[];
}

/** What is shown until a screen is built. It looks again by itself. */
export const waitingPage = (progress: Progress | undefined): string =>
  page(
    '页面正在生成 · Canbao',
    `<header><div><h1>页面正在生成</h1>
<p>The screens are being built; this page looks again by itself.</p></div></header>
<main><section>${progress === undefined ? unbuilt : steps(progress)}</section></main>`,
    '<meta http-equiv="refresh" content="2">',
  );

const unbuilt = `<p>还没有生成。The build has not begun: it begins after <code>npm start</code> is ready, or by
<code>npm run screens</code>.</p>`;

const steps = ({ steps: all }: Progress): string =>
  `<ul>${each(all, ({ name, state, seconds }) => {
    const took = seconds === undefined ? '' : ` <small>${seconds.toFixed(0)} s</small>`;
    return `<li>${marks[state]} ${escape(name)}${took}</li>`;
  })}</ul>`;

const marks = {
  waiting: '<span class="soft">等待</span>',
  running: '<strong class="warn">进行中</strong>',
  done: '<strong class="good">完成</strong>',
  failed: '<strong class="bad">失败</strong>',
} as const;
