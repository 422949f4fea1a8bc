import Taro from '@tarojs/taro';

/** What this device keeps under a name; nothing where it keeps nothing, or not in this form. */
export const kept = <T>(name: string): T | undefined => {
  try {
    const text: unknown = Taro.getStorageSync(`canbao.${name}`);
    return typeof text === 'string' && text !== '' ? (JSON.parse(text) as T) : undefined;
  } catch {
    return undefined;
  }
};

/** Keeps it. A full or forbidden store loses the convenience, never the payment. */
export const keep = (name: string, value: unknown): void => {
  try {
    if (value === undefined) Taro.removeStorageSync(`canbao.${name}`);
    else Taro.setStorageSync(`canbao.${name}`, JSON.stringify(value));
  } catch {
    // Private windows of some browsers have no room at all.
  }
};
