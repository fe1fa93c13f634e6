import { catalogue, type Translation } from '@tsunagi/i18n';

export const en = {
  nav: { label: 'Settings', channels: 'Channels', people: 'People' },
} as const;

export const ja: Translation<typeof en> = {
  nav: { label: '設定', channels: 'チャネル', people: 'メンバー' },
};

export const { useT } = catalogue('home-settings', en, ja);
