import { useSearchParams } from 'react-router';
import { api } from '../../api/api';
import { Actor, Card } from '../parts/head';
import { Listing } from '../parts/listing';
import { Loaded } from '../parts/loaded';
import { More, usePages } from '../parts/more';
import { SearchForm } from '../parts/search-form';
import { shownTime } from '../parts/words';

const id = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The readings of a person, over all services, as the person may ask for them, too. */
export const OfPerson = ({ person }: { readonly person: string }) => {
  const [, setParams] = useSearchParams();
  return (
    <>
      <SearchForm
        label="参保人编号"
        placeholder="参保人编号"
        action="查看"
        start={person}
        onGo={(typed) => {
          const wanted = typed.normalize('NFKC').toLowerCase();
          if (!id.test(wanted)) return '请填参保人编号（36 位）。只有证件号码的，先到“查找”查出编号。';
          setParams({ person: wanted });
          return undefined;
        }}
      />
      {id.test(person) && <Readings person={person} />}
    </>
  );
};

const Readings = ({ person }: { readonly person: string }) => {
  const { query, place } = usePages(['readings', person], ({ cursor }) =>
    api.get('/persons/{id}/readings', {
      path: { id: person },
      query: cursor === undefined ? {} : { before: cursor },
    }),
  );
  return (
    <Loaded query={query}>
      {({ items, nextBefore }) => (
        <Card title="查阅记录">
          <Listing
            label="查阅记录"
            rows={items.map((item, index) => ({ ...item, index }))}
            keyOf={({ index }) => String(index)}
            nothing="没有人查阅过。"
            columns={[
              { title: '时间', of: ({ readAt }) => shownTime(readAt) },
              {
                title: '谁',
                of: ({ by }) => (by.actor === undefined ? by.text : <Actor of={by.actor} />),
              },
              { title: '看了什么', of: ({ fieldText }) => fieldText },
              { title: '为什么', of: ({ purposeText }) => purposeText },
              { title: '填写的理由', of: ({ reason }) => reason ?? '' },
              { title: '法律依据', of: ({ ground }) => ground?.article ?? '' },
            ]}
          />
          <More place={place} next={nextBefore} />
        </Card>
      )}
    </Loaded>
  );
};
