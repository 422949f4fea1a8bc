import { randomBytes } from 'node:crypto';
import { sandboxKeyPrefix } from '@canbao/service-kit/production';
import { banks } from '@canbao/vocabulary';

/** What the platform and the stand-in for the banks of batch debit share, and what seals accounts. */
export interface BatchDebitKeys {
  readonly lineKey: string;
  readonly accountKeys: { readonly current: string; readonly secrets: Readonly<Record<string, string>> };
}

const secret = (): string => randomBytes(32).toString('base64url');

export const batchDebitKeys = (): BatchDebitKeys => {
  const current = `${sandboxKeyPrefix}1`;
  return { lineKey: secret(), accountKeys: { current, secrets: { [current]: secret() } } };
};

/** `BATCH_DEBIT` of payment. The numbers of node, office, treasury and banks are the sandbox's own. */
export const batchDebitSetting = ({ lineKey, accountKeys }: BatchDebitKeys, url: string): string =>
  JSON.stringify({
    url,
    node: '237010000000',
    taxOrgCode: '13701000000',
    payee: { bankNo: '011451000000', account: '0000001', name: '国家金库济南市中心支库' },
    bankNumbers: Object.fromEntries(banks.map((bank, index) => [bank, `1${index + 1}4510000000`])),
    lineKey,
    accountKeys,
  });

/** What the stand-in holds. */
export const batchDebitSecrets = ({ lineKey }: BatchDebitKeys): object => ({ lineKey });
