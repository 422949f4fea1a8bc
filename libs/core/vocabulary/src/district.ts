/** A district of Jinan (参保登记所在地). */
export interface DistrictNames {
  readonly zh: string;
  readonly en: string;
  /** Other codes that data sets use for the same district. */
  readonly aliases?: readonly string[];
}

/**
 * Jinan's thirteen districts by their GB/T 2260 code. The High-tech Zone is not in GB/T 2260 and data sets
 * disagree about its code (370171, 370176), so that one is configuration.
 */
export const districtNames = {
  '370102': { zh: '历下区', en: 'Lixia District' },
  '370103': { zh: '市中区', en: 'Shizhong District' },
  '370104': { zh: '槐荫区', en: 'Huaiyin District' },
  '370105': { zh: '天桥区', en: 'Tianqiao District' },
  '370112': { zh: '历城区', en: 'Licheng District' },
  '370113': { zh: '长清区', en: 'Changqing District' },
  '370114': { zh: '章丘区', en: 'Zhangqiu District' },
  '370115': { zh: '济阳区', en: 'Jiyang District' },
  '370116': { zh: '莱芜区', en: 'Laiwu District' },
  '370117': { zh: '钢城区', en: 'Gangcheng District' },
  '370124': { zh: '平阴县', en: 'Pingyin County' },
  '370126': { zh: '商河县', en: 'Shanghe County' },
  '370171': { zh: '高新区', en: 'High-tech Zone', aliases: ['370176'] },
} as const satisfies Readonly<Record<string, DistrictNames>>;

/** A district's code on the wire. */
export type District = keyof typeof districtNames;

/** The codes, in the order of the guide's table (G2.1.3). */
export const districts = Object.keys(districtNames) as [District, ...District[]];
