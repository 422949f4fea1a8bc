import { Span } from './elements';

/** Documents by their titles, which are Chinese in English, too. */
export const Source = ({ of }: { readonly of: string }) => (
  // The name of a setting says nothing to a payer; that it is one does.
  <Span lang="zh-CN">{of.replace(/配置 [\w.]+/g, '配置')}</Span>
);
