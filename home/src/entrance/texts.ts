import { catalogue, type Translation } from '@tsunagi/i18n';

export const en = {
  login: {
    title: 'Log in',
    email: 'E-mail',
    password: 'Password',
    submit: 'Log in',
    failed: 'Not logged in',
    setupNeeded:
      'Nobody owns this workspace yet. Open the set-up link that was printed when Tsunagi started, or set TSUNAGI_OWNER_EMAIL and TSUNAGI_OWNER_PASSWORD and start it again.',
    toSetup: 'I have the set-up token',
  },
  setup: {
    title: 'Create the owner',
    intro: 'The owner may do everything here and can invite others. This works once.',
    token: 'Set-up token',
    tokenHelp: 'It was printed when Tsunagi started, as part of the set-up link.',
    name: 'Your name',
    email: 'E-mail',
    password: 'Password',
    passwordHelp: 'At least 10 characters. A sentence that only you would say is a good one.',
    submit: 'Create and log in',
    failed: 'The owner was not created',
    done: 'This workspace has its owner already. Log in instead.',
    toLogin: 'Log in',
  },
  invalid: {
    missing: 'Please fill this in.',
    email: 'This does not look like an e-mail address.',
    short_one: '{{count}} more character is needed.',
    short_other: '{{count}} more characters are needed.',
  },
  show: 'Show password',
  hide: 'Hide password',
  tagline: 'One conversation per customer, on every channel',
} as const;

export const ja: Translation<typeof en> = {
  login: {
    title: 'ログイン',
    email: 'メールアドレス',
    password: 'パスワード',
    submit: 'ログイン',
    failed: 'ログインできませんでした',
    setupNeeded:
      'このワークスペースにはまだオーナーがいません。起動時に表示された初期設定リンクを開くか、TSUNAGI_OWNER_EMAIL と TSUNAGI_OWNER_PASSWORD を設定して起動し直してください。',
    toSetup: '初期設定トークンを入力する',
  },
  setup: {
    title: 'オーナーの作成',
    intro: 'オーナーはすべての操作ができ、ほかのメンバーを招待できます。作成は一度だけです。',
    token: '初期設定トークン',
    tokenHelp: '起動時に表示された初期設定リンクに含まれています。',
    name: '名前',
    email: 'メールアドレス',
    password: 'パスワード',
    passwordHelp: '10文字以上にしてください。自分だけが思いつく短い文がおすすめです。',
    submit: '作成してログイン',
    failed: 'オーナーを作成できませんでした',
    done: 'このワークスペースにはすでにオーナーがいます。ログインしてください。',
    toLogin: 'ログイン',
  },
  invalid: {
    missing: '入力してください。',
    email: 'メールアドレスの形式が正しくありません。',
    short_other: 'あと{{count}}文字必要です。',
  },
  show: 'パスワードを表示',
  hide: 'パスワードを隠す',
  tagline: '顧客との会話を、チャネルを越えてひとつに',
};

export const { useT } = catalogue('home-entrance', en, ja);
