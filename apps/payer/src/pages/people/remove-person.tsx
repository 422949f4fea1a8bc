import { useState } from 'react';
import { ask } from '../../api/calls';
import { t } from '../../state/preferences';
import { Box, Sheet, Span, Tap } from '../../ui/elements';
import { Trouble } from '../../ui/trouble';

/** Somebody whom one no longer pays for, after a question. What was paid stays among the payments. */
export const RemovePerson = ({
  personId,
  maskedName,
  done,
}: {
  readonly personId: string;
  readonly maskedName: string;
  readonly done: () => void;
}) => {
  const [isAsking, setAsking] = useState(false);
  const [error, setError] = useState<unknown>();
  const remove = (): void => {
    ask('removeBeneficiary', { path: { id: personId } }).then(done, (refused: unknown) => {
      setAsking(false);
      setError(refused);
    });
  };
  return (
    <Box className="row block">
      <Box className="fact">
        <Span className="row-name" lang="zh-CN">
          {maskedName}
        </Span>
        <Tap
          className="link"
          label={t(`移除 ${maskedName}`, `Remove ${maskedName}`)}
          onTap={() => setAsking(true)}
        >
          {t('移除', 'Remove')}
        </Tap>
      </Box>
      {error !== undefined && <Trouble error={error} />}
      {isAsking && (
        <Sheet label={t('不再为此人缴费', 'No longer pay for them')} onClose={() => setAsking(false)}>
          <Box className="sheet-text">
            {t(
              `从名单中移除 ${maskedName}？已缴的费用和记录不受影响，以后可以重新增加。`,
              'Take this person off your list? What was paid stays as it is, and you can add them again.',
            )}
          </Box>
          <Box className="sheet-buttons">
            <Tap className="button plain" onTap={() => setAsking(false)}>
              {t('返回', 'Back')}
            </Tap>
            <Tap className="button danger" onTap={remove}>
              {t('确定移除', 'Remove them')}
            </Tap>
          </Box>
        </Sheet>
      )}
    </Box>
  );
};
