import { store } from './store';

/** Whose pages these are. `channel` is the wallet of the sign-in, and the only one that it pays in. */
export interface Session {
  readonly token: string;
  readonly channel: 'wechat' | 'alipay';
  readonly name: string;
}

export const session = store<Session | undefined>('session', undefined);
