import { t } from '../state/preferences';
import { Box, Span } from './elements';

/** Where somebody is on the way to the payment. */
export const Steps = ({ at }: { readonly at: 0 | 1 | 2 | 3 }) => {
  const names = [t('选人', 'Person'), t('填写', 'Fill in'), t('核对', 'Check'), t('缴费', 'Pay')];
  return (
    <Box className="steps" label={t(`第${at + 1}步，共4步`, `Step ${at + 1} of 4`)} role="group">
      {names.map((name, index) => (
        <Box key={name} className={`step${index < at ? ' done' : ''}${index === at ? ' now' : ''}`}>
          <Span className="step-sign">{index < at ? '✓' : String(index + 1)}</Span>
          <Span className="step-name">{name}</Span>
        </Box>
      ))}
    </Box>
  );
};
