import type { Reply } from '../../api/calls';
import { shownYuan } from '../../logic/fen';
import { shownInstant } from '../../logic/months';
import type { Stage } from '../../logic/polling';
import { t } from '../../state/preferences';
import { Box, Heading } from '../../ui/elements';

/** How the order stands, in one sign, one word and one sentence. */
export const Outcome = ({
  order,
  stage,
  isLong,
}: {
  readonly order: Reply<'order'>;
  readonly stage: Stage;
  readonly isLong: boolean;
}) => {
  const { sign, word, sentence } = words(order, isLong)[stage];
  return (
    <Box className={`outcome ${stage}`} role="status">
      <Box className="outcome-sign">{sign}</Box>
      <Heading level={2} className="outcome-word">
        {word}
      </Heading>
      {stage === 'paid' && <Box className="outcome-sum">¥{shownYuan(order.total)}</Box>}
      <Box className="outcome-text">{sentence}</Box>
    </Box>
  );
};

interface Said {
  readonly sign: string;
  readonly word: string;
  readonly sentence: string;
}

const words = (order: Reply<'order'>, isLong: boolean): Readonly<Record<Stage, Said>> => {
  const next =
    order.askedAgainAt === undefined
      ? ''
      : t(
          `系统将于 ${shownInstant(order.askedAgainAt)} 再次向渠道查询。`,
          ` The channel is asked again at ${shownInstant(order.askedAgainAt)}.`,
        );
  return {
    waiting: {
      sign: '¥',
      word: t('待支付', 'To be paid'),
      sentence: isLong
        ? t(
            '还没有收到支付结果。如果您已经付款，请稍候，结果会自动出现，请勿重复支付。',
            'No payment has arrived yet. If you have paid, the result will appear here: do not pay twice.',
          )
        : t('请在支付页面完成付款，付款后本页自动显示结果。', 'Please pay; the result will appear here.'),
    },
    asked: {
      sign: '…',
      word: t('处理中', 'Being processed'),
      sentence:
        t('正在向支付渠道确认，请勿重复支付。', 'The channel is being asked: do not pay twice. ') + next,
    },
    paid: {
      sign: '✓',
      word: t('缴费成功', 'Paid'),
      sentence: t(
        '已记入所选月份，并报送人社、医保部门记账。',
        'Booked to the chosen months and sent on to the bureau.',
      ),
    },
    held: {
      sign: '✓',
      word: t('款项已收到，核实中', 'Received, being checked'),
      sentence: t(
        '款项没有丢失：核实后记入应缴月份，或原路退回，无需再次支付。',
        'The money is not lost: it will reach its month or go back. Do not pay again.',
      ),
    },
    part: {
      sign: '½',
      word: t('已收款，待缴齐', 'Received in part'),
      sentence: t(
        '还有险种没有缴齐，缴齐后医保部门才能记账。',
        'An item is still missing; the bureau books the month once it is there.',
      ),
    },
    closed: {
      sign: '×',
      word: t('订单已关闭', 'Closed'),
      sentence: t('没有扣款，可以重新缴费。', 'Nothing was taken. You can start again.'),
    },
    back: {
      sign: '↩',
      word: t('已退回', 'Returned'),
      sentence: t('款项已退回。', 'The money was returned.'),
    },
  };
};
