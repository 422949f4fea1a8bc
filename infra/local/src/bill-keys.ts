import { randomBytes } from 'node:crypto';
import { sandboxKeyPrefix } from '@canbao/service-kit/production';

/** What the platform and the stand-in for WeChat 生活缴费 share. */
export interface BillKeys {
  readonly merchantId: string;
  readonly companyId: string;
  readonly secret: string;
}

export const billKeys = (): BillKeys => ({
  merchantId: '1900000110',
  companyId: '370100001',
  secret: sandboxKeyPrefix + randomBytes(24).toString('base64url'),
});

/** `WECHAT_BILLS` of payment. */
export const billsSetting = ({ merchantId, companyId, secret }: BillKeys): string =>
  JSON.stringify({ merchantId, companyId, secrets: [secret] });
