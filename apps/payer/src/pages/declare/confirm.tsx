import { shownYuan } from '../../logic/fen';
import { t } from '../../state/preferences';
import { Box, Heading, Sheet, Tap } from '../../ui/elements';

/** Asked before a base is sent: it becomes the registered one, whether or not anybody pays. */
export const Confirm = ({
  from,
  to,
  yes,
  no,
}: {
  readonly from: string | undefined;
  readonly to: string;
  readonly yes: () => void;
  readonly no: () => void;
}) => (
  <Sheet label={t('将变更登记的缴费基数', 'The registered base will change')} onClose={no}>
    <Heading level={2} className="sheet-title">
      {t('将变更登记的缴费基数', 'The registered base will change')}
    </Heading>
    <Box className="change">
      <Box className="change-side">
        <Box className="soft">{t('目前登记', 'Registered now')}</Box>
        <Box className="change-sum">{from === undefined ? t('未登记', 'none') : shownYuan(from)}</Box>
      </Box>
      <Box className="change-arrow">→</Box>
      <Box className="change-side">
        <Box className="soft">{t('变更为', 'Becomes')}</Box>
        <Box className="change-sum strong">{shownYuan(to)}</Box>
      </Box>
    </Box>
    <Box className="sheet-text">
      {t(
        '继续后，所填基数即作为您登记的缴费基数，即使没有完成缴费也不会恢复。确定继续吗？',
        'If you go on, this becomes your registered base, even if you do not pay. Go on?',
      )}
    </Box>
    <Box className="sheet-buttons">
      <Tap className="button plain" onTap={no}>
        {t('再想想', 'Not yet')}
      </Tap>
      <Tap className="button main-button" onTap={yes}>
        {t('确定，继续', 'Yes, go on')}
      </Tap>
    </Box>
  </Sheet>
);
