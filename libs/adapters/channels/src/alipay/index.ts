export { Alipay } from './alipay';
export { AlipaySettings } from './settings';
