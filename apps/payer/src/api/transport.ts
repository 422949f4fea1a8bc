import Taro from '@tarojs/taro';

/** An answer as it came over the wire. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** The connection broke, or nobody answered in time: the call may have had its effect, or not. */
export class Lost extends Error {}

const timeoutMs = 20_000;

/** One call of the platform; the same for H5 and the mini-programs, whose runtime brings the request. */
export const send = async (
  method: string,
  path: string,
  headers: Readonly<Record<string, string>>,
  body?: object,
  kind: 'json' | 'text' = 'json',
): Promise<Answer> => {
  try {
    const { statusCode, data } = await Taro.request({
      url: `${API_ORIGIN}${path}`,
      method: method as 'GET',
      header: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { data: body }),
      dataType: kind === 'json' ? 'json' : 'text',
      ...(kind === 'json' ? {} : { responseType: 'text' }),
      timeout: timeoutMs,
    });
    return { status: statusCode, body: data };
  } catch (error) {
    // Some engines throw what was answered with an error status.
    const { status, statusCode = status, data } = (error ?? {}) as Record<string, unknown>;
    if (typeof statusCode === 'number' && statusCode > 0) return { status: statusCode, body: data };
    throw new Lost(String((error as { errMsg?: string } | undefined)?.errMsg ?? error));
  }
};
