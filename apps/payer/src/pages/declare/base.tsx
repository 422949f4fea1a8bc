import type { Reply } from '../../api/calls';
import { fenOf, shownYuan, typedYuan, yuanOf } from '../../logic/fen';
import { shownInstant } from '../../logic/months';
import { ruleNote } from '../../logic/rule-words';
import { preferences, t } from '../../state/preferences';
import { Box, Slider, Tap } from '../../ui/elements';
import { Field } from '../../ui/field';
import { Card, Note } from '../../ui/shell';
import { Source } from '../../ui/source';

export interface Limits {
  readonly lower: string;
  readonly upper: string;
}
/** A parameter in force, as `/rules` tells it. */
export interface Rule {
  readonly rule: string;
  readonly value: string;
  readonly from: string;
  readonly source?: { readonly document?: string; readonly guide?: string };
  readonly noteZh?: string;
  readonly configuration?: boolean;
}

/** What is wrong with a typed base, seen before it is sent; the platform has the last word. */
export const baseFault = (typed: string, limits: Limits | undefined, step: string): string | undefined => {
  const base = typedYuan(typed);
  if (typed.trim() === '') return t('请填写缴费基数。', 'Please fill in the contribution base.');
  if (base === undefined) return t('请填写数字，例如 5000。', 'Please fill in a number, such as 5000.');
  const fen = fenOf(base);
  if (limits !== undefined && fen < fenOf(limits.lower))
    return t(
      `不能低于下限 ${shownYuan(limits.lower)} 元，请改为不小于下限的数。`,
      `At least ${shownYuan(limits.lower)} yuan.`,
    );
  if (limits !== undefined && fen > fenOf(limits.upper))
    return t(
      `不能高于上限 ${shownYuan(limits.upper)} 元，请改为不大于上限的数。`,
      `At most ${shownYuan(limits.upper)} yuan.`,
    );
  if (fen % fenOf(step) !== 0)
    return t(`请填写 ${Number(step)} 元的整数倍。`, `Please use whole steps of ${Number(step)} yuan.`);
  return undefined;
};

/** 缴费基数: the number, the slider, the limits with their source, and what filling it in does. */
export const Base = ({
  typed,
  type,
  limits,
  rule,
  step,
  registered,
  fault,
  done,
}: {
  readonly typed: string;
  readonly type: (text: string) => void;
  readonly limits: Limits | undefined;
  readonly rule: Rule | undefined;
  readonly step: string;
  readonly registered: Reply<'pensionBase'> | undefined;
  readonly fault: string | undefined;
  readonly done: () => void;
}) => {
  const { isEnglish } = preferences.get();
  const fen = fenOf(typedYuan(typed) ?? '');
  const known = limits ?? { lower: '0.00', upper: '0.00' };
  const [min, max] = [Math.ceil(fenOf(known.lower) / 100), Math.floor(fenOf(known.upper) / 100)];
  const value = Number.isNaN(fen) ? min : Math.min(max, Math.max(min, Math.round(fen / 100)));
  const whole = (yuan: number): string => String(yuan);
  return (
    <Card title={t('缴费基数', 'Contribution base')}>
      <Field
        id="base"
        label={t(
          '灵活就业人员基本养老保险缴费基数（元/月）',
          'Monthly base of basic pension insurance (yuan)',
        )}
        value={typed}
        kind="decimal"
        maxLength={16}
        placeholder={limits === undefined ? '' : `${whole(min)} – ${whole(max)}`}
        fault={fault}
        hint={
          limits === undefined
            ? ''
            : t(
                `${shownYuan(known.lower)} 至 ${shownYuan(known.upper)} 元之间自主选择`,
                `Choose freely from ${shownYuan(known.lower)} to ${shownYuan(known.upper)}`,
              )
        }
        onInput={type}
        onDone={done}
      />
      {limits !== undefined && (
        <Box className="slide">
          <Slider
            label={t('缴费基数', 'Contribution base')}
            min={min}
            max={max}
            step={Math.max(1, Number(step))}
            value={value}
            text={`${value}`}
            onChange={(yuan) => type(whole(yuan))}
          />
          <Box className="slide-ends">
            <Tap className="chip" onTap={() => type(whole(min))}>
              {t('下限', 'Lowest')} {whole(min)}
            </Tap>
            {registered !== undefined && (
              <Tap className="chip" onTap={() => type(String(fenOf(registered.base) / 100))}>
                {t('登记基数', 'Registered')} {String(fenOf(registered.base) / 100)}
              </Tap>
            )}
            <Tap className="chip" onTap={() => type(whole(max))}>
              {t('上限', 'Highest')} {whole(max)}
            </Tap>
          </Box>
        </Box>
      )}
      {rule !== undefined && (
        <Box className="soft source">
          {t('依据：', 'Source: ')}
          <Source of={sourceOf(rule)} />
          {isEnglish ? ` · in force from ${rule.from}` : `，自 ${rule.from} 起执行`}
          {rule.configuration === true ? t('（起始日为配置值）', ' (its first day is configuration)') : ''}
          {rule.noteZh === undefined ? '' : ` · ${ruleNote(rule.noteZh, isEnglish)}`}
        </Box>
      )}
      <Note kind="warn" id="base-warning">
        {t(
          '请慎重填写：填写后即使没有完成缴费，系统也会把登记的缴费基数改为所填的数，以后按月批扣按它计算。',
          'Fill this in with care: even if you do not pay, it becomes your registered base for later debits.',
        )}
        <Box className="soft">
          {registered === undefined
            ? t('目前没有登记缴费基数。', 'No base is registered so far.')
            : t(
                `目前登记：${shownYuan(registered.base)} 元（${shownInstant(registered.declaredAt)}）`,
                `Registered now: ${shownYuan(registered.base)} yuan (${shownInstant(registered.declaredAt)})`,
              )}
        </Box>
      </Note>
    </Card>
  );
};

/** Documents first; what no document gives is marked as configuration. */
const sourceOf = ({ source = {} }: Rule): string => {
  const parts = (source.document ?? source.guide ?? '').split('; ');
  const documents = parts.filter((part) => !part.startsWith('配置'));
  return documents.length === 0 ? parts.join('；') : documents.join('；');
};

/** Whether the typed base is another than the registered one. */
export const changesBase = (typed: string, registered: Reply<'pensionBase'> | undefined): boolean =>
  registered === undefined || fenOf(registered.base) !== fenOf(typedYuan(typed) ?? '');

/** The base as it is sent. */
export const sentBase = (typed: string): string => yuanOf(fenOf(typedYuan(typed) ?? ''));
