import type { Stage } from '../../logic/polling';
import { t } from '../../state/preferences';

/** What the stage of an order is called in a list. */
export const stageName = (stage: Stage): string =>
  ({
    waiting: t('待支付', 'To be paid'),
    asked: t('处理中', 'In process'),
    paid: t('已缴费', 'Paid'),
    held: t('核实中', 'Being checked'),
    part: t('待缴齐', 'In part'),
    closed: t('已关闭', 'Closed'),
    back: t('已退回', 'Returned'),
  })[stage];
