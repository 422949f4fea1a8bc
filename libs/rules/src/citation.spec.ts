import { citation, cite, idsOf, sourceOf } from './citation';

describe('a reference', () => {
  it('to a section alone is a reference to the guide', () => {
    expect(idsOf({ guide: 'G3.1' })).toEqual(['guide']);
    expect(sourceOf({ guide: 'G3.1' })).toStrictEqual({
      document: '灵活就业人员自主缴费方式指南（济南，2022）',
      guide: 'G3.1',
    });
    expect(cite({ guide: 'G3.1' })).toBe('指南 G3.1');
  });
  it('names the guide once', () =>
    expect(idsOf({ sources: ['guide', 'gb-t-2260'], guide: 'G2.1.3' })).toEqual(['guide', 'gb-t-2260']));
  it('to nothing names nothing', () => expect(idsOf({})).toEqual([]));
  it('prints number, title and date, with the first address', () => {
    const reference = {
      sources: ['shandong-limits-2023', 'jinan-limits-2023'],
      article: '济南自2023-08-01起执行',
    } as const;
    expect(sourceOf(reference)).toStrictEqual({
      document:
        '鲁人社字〔2023〕59号 山东省2023年度社会保险缴费基数上下限（青岛新闻网全文） (2023-07-04); 2023年度济南市社会保险缴费基数调整',
      article: '济南自2023-08-01起执行',
      url: 'https://news.qingdaonews.com/qingdao/2023-07/08/content_23464391.htm',
    });
    expect(idsOf(reference)).toEqual(['shandong-limits-2023', 'jinan-limits-2023']);
  });
  it('takes the address of a later source when the first has none', () =>
    expect(sourceOf({ sources: ['pension.limits', 'limits-2024'] }).url).toBe(
      'https://33gguu.com/news/hydt/354.html',
    ));
  it('in one line has document, article and section, in this order', () =>
    expect(
      citation({ document: '社会保险法', article: '第八十六条', guide: 'G3.2', url: 'https://example.org' }),
    ).toBe('社会保险法; 第八十六条; 指南 G3.2'));
  it('to the guide as a whole prints its title', () =>
    expect(cite({ sources: ['guide'] })).toBe('灵活就业人员自主缴费方式指南（济南，2022）'));
});
