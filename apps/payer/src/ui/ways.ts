import Taro from '@tarojs/taro';

/** The pages, by the name of their folder. */
export type PageName =
  | 'home'
  | 'people'
  | 'declare'
  | 'check'
  | 'result'
  | 'records'
  | 'order'
  | 'why'
  | 'cover'
  | 'history'
  | 'debit'
  | 'guide'
  | 'standards';

/** The address of a page. */
export const wayTo = (page: PageName, parameters: Readonly<Record<string, string>> = {}): string => {
  const asked = Object.keys(parameters).map(
    (name) => `${name}=${encodeURIComponent(parameters[name] ?? '')}`,
  );
  return `/pages/${page}/index${asked.length === 0 ? '' : `?${asked.join('&')}`}`;
};

/** Goes on to a page. */
export const open = (page: PageName, parameters?: Readonly<Record<string, string>>): void =>
  void Taro.navigateTo({ url: wayTo(page, parameters) });

/** Goes on to a page, to which nobody comes back by going back. */
export const replace = (page: PageName, parameters?: Readonly<Record<string, string>>): Promise<unknown> =>
  Taro.redirectTo({ url: wayTo(page, parameters) });

/** Goes on to an address that the router wrote. */
export const replaceBy = (url: string): Promise<unknown> => Taro.redirectTo({ url });

export const toHome = (): void => void Taro.reLaunch({ url: wayTo('home') });

/** The address of the page that is in front, to come back to. */
export const hereNow = (): string => {
  const pages = Taro.getCurrentPages();
  const { route = '', options = {} } = (pages[pages.length - 1] ?? {}) as {
    readonly route?: string;
    readonly options?: Readonly<Record<string, string>>;
  };
  const asked = Object.keys(options)
    .filter((name) => !name.startsWith('$'))
    .map((name) => `${name}=${encodeURIComponent(options[name] ?? '')}`);
  const path = route.split('?')[0] ?? '';
  return `${path.startsWith('/') ? '' : '/'}${path}${asked.length === 0 ? '' : `?${asked.join('&')}`}`;
};
