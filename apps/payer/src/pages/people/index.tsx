import { useRouter } from '@tarojs/taro';
import { useState } from 'react';
import { ask } from '../../api/calls';
import { useAsked } from '../../api/use-asked';
import type { Insurance } from '../../state/checkout';
import { preferences, t } from '../../state/preferences';
import { session } from '../../state/session';
import { signIn } from '../../state/sign-in';
import { Box, Span, Tap } from '../../ui/elements';
import { Card, Shell } from '../../ui/shell';
import { Steps } from '../../ui/steps';
import { Trouble, Waiting } from '../../ui/trouble';
import { open, wayTo } from '../../ui/ways';
import { AddPerson } from './add-person';
import { RemovePerson } from './remove-person';

/** 选择参保人, or 增加人员 first. */
const People = () => {
  preferences.use();
  const known = session.use();
  const insurance = (useRouter().params['insurance'] ?? 'pension') as Insurance;
  const people = useAsked(() => (known === undefined ? undefined : ask('listBeneficiaries')), [known?.token]);
  const [isAdding, setAdding] = useState(false);
  const [isRemoving, setRemoving] = useState(false);
  const items = people.value?.items ?? [];
  const isForm = isAdding || (people.value !== undefined && items.length === 0);
  const go = (personId: string, name: string): void => open('declare', { insurance, personId, name });
  return (
    <Shell
      title={
        insurance === 'pension'
          ? t('人社自主申报', 'HR self-declaration')
          : t('医保自主申报', 'Medical self-declaration')
      }
    >
      <Steps at={0} />
      <Card title={t('为谁缴费', 'Who is it for?')}>
        {known === undefined && (
          <Tap className="button main-button" onTap={() => void signIn(wayTo('people', { insurance }))}>
            {t('登录', 'Sign in')}
          </Tap>
        )}
        {people.isAsking && people.value === undefined && <Waiting />}
        {people.error !== undefined && <Trouble error={people.error} again={people.again} />}
        <Box className="rows">
          {items.map(({ personId, maskedName }) =>
            isRemoving ? (
              <RemovePerson key={personId} personId={personId} maskedName={maskedName} done={people.again} />
            ) : (
              <Tap key={personId} className="row" onTap={() => go(personId, maskedName)}>
                <Span className="avatar" lang="zh-CN">
                  {[...maskedName][0] ?? ''}
                </Span>
                <Span className="row-main" lang="zh-CN">
                  {maskedName}
                </Span>
                <Span className="row-go">›</Span>
              </Tap>
            ),
          )}
        </Box>
        {known !== undefined && !isForm && !isRemoving && (
          <Tap className="button plain" onTap={() => setAdding(true)}>
            {t('＋ 增加人员（可为他人代缴）', '＋ Add a person (also to pay for others)')}
          </Tap>
        )}
        {items.length > 0 && !isForm && (
          <Tap className="link" isPressed={isRemoving} onTap={() => setRemoving(!isRemoving)}>
            {isRemoving ? t('完成', 'Done') : t('移除人员', 'Remove a person')}
          </Tap>
        )}
      </Card>
      {isForm && (
        <AddPerson
          done={(personId, name) => {
            setAdding(false);
            people.again();
            go(personId, name);
          }}
        />
      )}
    </Shell>
  );
};

export default People;
