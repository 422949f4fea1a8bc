import { ask, signedIn } from '../../api/calls';
import { useAsked } from '../../api/use-asked';
import { send } from '../../api/transport';
import { shownYuan } from '../../logic/fen';
import { reasonOf } from '../../logic/conditions';
import { backwards, shownMonth } from '../../logic/months';
import { preferences, t } from '../../state/preferences';
import { Box, Drawing, Span } from '../../ui/elements';
import { ForPerson } from '../../ui/people-picker';
import { Card, Shell } from '../../ui/shell';
import { Trouble, Waiting } from '../../ui/trouble';

/** 医保待遇: since when there is cover, until when, and what brings it back. */
const Cover = () => {
  preferences.use();
  return (
    <Shell title={t('医保待遇', 'Medical cover')}>
      <ForPerson>{(personId) => <Timeline key={personId} personId={personId} />}</ForPerson>
    </Shell>
  );
};

const Timeline = ({ personId }: { readonly personId: string }) => {
  const { isEnglish } = preferences.get();
  const asked = useAsked(() => ask('coverage', { path: { id: personId } }), [personId]);
  const drawing = useAsked(async () => {
    const { status, body } = await send(
      'GET',
      `/v1/persons/${personId}/coverage.svg`,
      signedIn(),
      undefined,
      'text',
    );
    return status === 200 ? String(body) : undefined;
  }, [personId]);
  const cover = asked.value;
  const [now] = (cover?.items ?? []).slice(-1);
  return (
    <>
      {asked.isAsking && cover === undefined && <Waiting />}
      {asked.error !== undefined && <Trouble error={asked.error} again={asked.again} />}
      {cover !== undefined && (
        <Box className={`outcome ${now?.state === 'active' ? 'paid' : 'part'}`} role="status">
          <Box className="outcome-sign">{now?.state === 'active' ? '✓' : '!'}</Box>
          <Box className="outcome-word strong">{stateName(now?.state)}</Box>
          <Box className="outcome-text">
            {(now?.because ?? cover.conditions).map(({ code }) => reasonOf(code, isEnglish)).join('；')}
          </Box>
        </Box>
      )}
      {/* The drawing is in Chinese; the periods below say the same in either language. */}
      {!isEnglish && drawing.value !== undefined && (
        <Card title={t('待遇时间线', 'Timeline')}>
          <Drawing
            svg={drawing.value}
            label={t('医保待遇时间线，文字说明见下', 'Timeline, told in words below')}
          />
        </Card>
      )}
      {cover !== undefined && cover.items.length > 0 && (
        <Card title={t('各时段', 'Periods')}>
          {backwards(cover.items).map((item) => (
            <Box key={item.from} className="line">
              <Box className="line-main">
                <Box>
                  {item.from} – {item.until ?? t('至今', 'today')}
                </Box>
                <Box className="soft">
                  {item.because.map(({ code }) => reasonOf(code, isEnglish)).join('；')}
                </Box>
              </Box>
              <Span className={`tag ${item.state === 'active' ? 'good' : 'warn'}`}>
                {stateName(item.state)}
              </Span>
            </Box>
          ))}
        </Card>
      )}
      {cover !== undefined && cover.ways.length > 0 && (
        <Card title={t('怎样恢复待遇', 'How to have cover')}>
          {cover.ways.map((way) => (
            <Box key={`${way.by}${way.coveredFrom}${way.inTurn.join()}`} className="section">
              <Box className="strong">
                {t(
                  `${way.by} 前缴清，自 ${way.coveredFrom} 起享受待遇`,
                  `Paid by ${way.by}: cover from ${way.coveredFrom}`,
                )}
              </Box>
              {way.pay.map(({ month, total, lateFee }) => (
                <Box key={month} className="fact">
                  <Span className="fact-name">{shownMonth(month, isEnglish)}</Span>
                  <Span className="fact-value">
                    {total === undefined ? t('待经办机构推送', 'bill awaited') : `¥${shownYuan(total)}`}
                    {lateFee === undefined ? '' : t(`（含滞纳金 ${lateFee}）`, ` (late fee ${lateFee})`)}
                  </Span>
                </Box>
              ))}
              {way.inTurn.length > 0 && (
                <Box className="soft">
                  {t('此后按月接续缴费：', 'Then month by month: ')}
                  {way.inTurn.map((month) => shownMonth(month, isEnglish)).join('、')}
                </Box>
              )}
            </Box>
          ))}
        </Card>
      )}
    </>
  );
};

const stateName = (state: string | undefined): string =>
  state === 'active'
    ? t('正常享受', 'Covered')
    : state === 'waiting'
      ? t('等待期', 'Waiting period')
      : state === 'suspended'
        ? t('暂停享受', 'Suspended')
        : t('尚未享受', 'No cover yet');

export default Cover;
