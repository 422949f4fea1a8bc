import { useEffect, useState, type ReactNode } from 'react';
import { ask } from '../api/calls';
import { useAsked } from '../api/use-asked';
import { t } from '../state/preferences';
import { session } from '../state/session';
import { signIn } from '../state/sign-in';
import { Box, Label, Select, Tap } from './elements';
import { Card } from './shell';
import { Trouble, Waiting } from './trouble';
import { hereNow } from './ways';

/** Of whom a page speaks: one of those that the payer may act for. Children get the chosen one. */
export const ForPerson = ({ children }: { readonly children: (personId: string) => ReactNode }) => {
  const known = session.use();
  const people = useAsked(() => (known === undefined ? undefined : ask('listBeneficiaries')), [known?.token]);
  const [chosen, choose] = useState<string>();
  const items = people.value?.items ?? [];
  useEffect(() => {
    if (chosen === undefined && items[0] !== undefined) choose(items[0].personId);
  }, [people.value]);
  if (known === undefined)
    return (
      <Card title={t('请先登录', 'Please sign in')}>
        <Tap className="button main-button" onTap={() => void signIn(hereNow())}>
          {t('登录', 'Sign in')}
        </Tap>
      </Card>
    );
  return (
    <>
      {people.isAsking && people.value === undefined && <Waiting />}
      {people.error !== undefined && <Trouble error={people.error} again={people.again} />}
      {people.value !== undefined && items.length === 0 && (
        <Card>
          {t('还没有增加参保人，请先从首页缴费入口增加。', 'Add a person first, from the home page.')}
        </Card>
      )}
      {items.length > 0 && (
        <Box className="field">
          <Label htmlFor="person">{t('参保人', 'Insured person')}</Label>
          <Select
            id="person"
            label={t('参保人', 'Insured person')}
            options={items.map(({ personId, maskedName }) => ({ value: personId, text: maskedName }))}
            value={chosen ?? ''}
            onChange={choose}
          />
        </Box>
      )}
      {chosen !== undefined && children(chosen)}
    </>
  );
};
