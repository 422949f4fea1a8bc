/** Where the platform answers: empty on H5, which has its own origin. Set by the build. */
declare const API_ORIGIN: string;

/** Set by the build, one for each of the three. */
declare const process: { readonly env: { readonly TARO_ENV: 'h5' | 'weapp' | 'alipay' } };

declare function defineAppConfig(config: object): object;

declare module '*.css';
