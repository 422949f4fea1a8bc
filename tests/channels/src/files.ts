import type { DayEndOf } from './day-end';
import { must, type Rig } from './rig';

const notWhole = ['bill-truncated', 'bill-wrong-hash', 'bill-wrong-totals', 'bill-wrong-encoding'] as const;

/** Brings files of a day to the platform: a counter, or an operator. `path`: of the counterpart. */
export const bringing = (
  rig: Rig,
  { channel, token, path }: { readonly channel: string; readonly token: string; readonly path: string },
): Pick<DayEndOf, 'bring' | 'refused'> => {
  const post = async (day: string, fault?: string) => {
    const query = fault === undefined ? '' : `?fault=${fault}`;
    const file = await rig.bytes(`/sandbox/channels${path}/day-files/${day}${query}`);
    return rig.upload(token, `/v1/channel-statements/${channel}/${day}`, file);
  };
  return {
    bring: async (day) => {
      const { status, body } = await post(day);
      must(status === 200, `the file of ${day} is taken`, body);
    },
    refused: async (day) => {
      for (const fault of notWhole) {
        const { body } = await post(day, fault);
        must(body.code === 'statement-refused', `a file with ${fault} is refused whole`, body);
      }
      return `refused whole: ${notWhole.length} files`;
    },
  };
};
