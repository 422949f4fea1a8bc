import { itemNames } from '@canbao/vocabulary/names';
import type { Item } from '@canbao/vocabulary/item';
import { preferences, t } from '../../state/preferences';
import { Box, Check } from '../../ui/elements';
import { Card, Note } from '../../ui/shell';

const english: Readonly<Record<Item, string>> = {
  pension: 'Basic pension insurance for people in flexible employment',
  'pension-true-up': 'Basic pension insurance (true-up)',
  'pooled-unit': 'Basic medical insurance (pooled-only, without maternity, unit part)',
  'pooled-personal': 'Basic medical insurance (pooled-only, without maternity, personal part)',
  'mutual-aid': 'Large-sum medical mutual aid insurance',
  'with-account': 'Basic medical insurance (combined scheme, with personal account)',
  'late-fee': 'Late fee',
};

/** What people call an item. */
export const itemName = (item: string): string =>
  (preferences.get().isEnglish ? english[item as Item] : itemNames[item as Item]) ?? item;

/** 险种: the items of a pooled month are ticked and unticked together. */
export const Items = ({
  items,
  isOn,
  set,
  fault,
}: {
  readonly items: readonly string[];
  readonly isOn: boolean;
  readonly set: (isOn: boolean) => void;
  readonly fault: string | undefined;
}) => {
  const isBundle = items.length > 1;
  return (
    <Card title={t('险种', 'What to pay')}>
      {items.map((item) => (
        <Check key={item} isOn={isOn} onChange={set}>
          {itemName(item)}
        </Check>
      ))}
      {fault !== undefined && (
        <Box className="fault" role="alert">
          {fault}
        </Box>
      )}
      {isBundle && (
        <Note kind="info">
          {t(
            '单建统筹的各项须同时缴纳，因此一起勾选：漏缴其中一项，医保部门无法正常记账。',
            'These items are ticked together: without one of them the month cannot be booked.',
          )}
        </Note>
      )}
    </Card>
  );
};
