import type { ThemeConfig } from 'antd';
import type { Size } from './view';

/** Ink, lines and the blue of the platform; contrast of text is 4.5 to 1 and more. */
export const themeOf = (size: Size): ThemeConfig => ({
  token: {
    colorPrimary: '#0b6387',
    colorLink: '#0b6387',
    colorTextBase: '#17324d',
    colorTextSecondary: '#42596f',
    colorTextTertiary: '#556d85',
    colorTextDescription: '#4d667f',
    colorTextPlaceholder: '#5f7489',
    colorSuccess: '#1a7a4c',
    colorWarning: '#9a5b00',
    colorError: '#b3261e',
    colorBgLayout: '#f2f6f9',
    borderRadius: 8,
    motion: false,
    fontFamily: '"Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif',
    ...(size === 'large'
      ? { fontSize: 20, controlHeight: 52, sizeUnit: 5, lineWidth: 2 }
      : { fontSize: 15, controlHeight: 38 }),
  },
  components: {
    Table: { headerBg: '#eaf1f6' },
    Menu: { itemSelectedBg: '#dcecf4', itemSelectedColor: '#0b4f6c' },
    Layout: { headerBg: '#0b4f6c', siderBg: '#ffffff' },
  },
});
