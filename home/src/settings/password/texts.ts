import { catalogue, type Translation } from '@tsunagi/i18n';

export const en = {
  intro: 'Changing it logs you out on every other device.',
  current: 'Current password',
  new: 'New password',
  newHelp: 'At least 10 characters.',
  save: 'Change my password',
  saved: 'Your password is changed.',
  failed: 'Your password was not changed',
} as const;

export const ja: Translation<typeof en> = {
  intro: '変更すると、ほかの端末ではログアウトされます。',
  current: '現在のパスワード',
  new: '新しいパスワード',
  newHelp: '10文字以上にしてください。',
  save: 'パスワードを変更',
  saved: 'パスワードを変更しました。',
  failed: 'パスワードを変更できませんでした',
};

export const { useT } = catalogue('home-password', en, ja);
