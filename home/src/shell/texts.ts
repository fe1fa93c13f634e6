import { catalogue, type Translation } from '@tsunagi/i18n';

export const en = {
  notFound: 'There is no page at this address.',
  toHome: 'Go to the home page',
  broken: 'This page could not be shown. Nothing was lost; reload it to go on.',
  reload: 'Reload',
  noAccess: 'This page needs an ability that you do not have. Ask an owner of this workspace.',
  state: { ok: 'Works', attention: 'Needs attention', broken: 'Broken', off: 'Switched off' },
} as const;

export const ja: Translation<typeof en> = {
  notFound: 'このアドレスのページはありません。',
  toHome: 'ホームへ',
  broken: 'ページを表示できませんでした。失われたものはありません。再読み込みしてください。',
  reload: '再読み込み',
  noAccess: 'このページを開く権限がありません。ワークスペースのオーナーにご相談ください。',
  state: { ok: '正常', attention: '要確認', broken: '停止', off: '無効' },
};

export const { useT } = catalogue('home-shell', en, ja);
