import { catalogue, type Translation } from '@tsunagi/i18n';

export const en = {
  nav: { label: 'Settings', channels: 'Channels', people: 'People', password: 'My password' },
} as const;

export const ja: Translation<typeof en> = {
  nav: { label: '設定', channels: 'チャネル', people: 'メンバー', password: '自分のパスワード' },
};

export const { useT } = catalogue('home-settings', en, ja);
