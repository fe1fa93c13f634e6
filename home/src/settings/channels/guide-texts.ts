import type { Translation } from '@tsunagi/i18n';

/** Steps in the vendors' own words, so that people find them there. */
export const guideEn = {
  line: {
    s1: 'In the LINE Developers console, open your provider and its Messaging API channel.',
    s2: 'Basic settings: copy the Channel secret. Messaging API: issue a long-lived Channel access token. Enter both here.',
    s3: 'Messaging API > Webhook settings: paste the address above, press Verify, and turn on Use webhook.',
    s4: 'In LINE Official Account Manager, turn off auto-reply and greeting messages, so that only your flow answers.',
  },
  sms: {
    s1: 'In the Twilio Console, copy Account SID and Auth Token from Account Info, and enter both here.',
    s2: 'Phone Numbers > Manage > Active numbers: open your number and go to Messaging Configuration.',
    s3: 'For “A message comes in”, choose Webhook, paste the address above, and choose HTTP POST.',
    s4: 'Send a text to the number: it appears on the desk within seconds.',
  },
  custom: {
    s1: 'Post messages to the address above as JSON, signed by Standard Webhooks: the headers webhook-id, webhook-timestamp and webhook-signature.',
    s2: 'The smallest body is the example below. “from” is whatever names the person in your system.',
    s3: 'Answers are posted to your endpoint as message.sent, signed with the same secret. Answer them with 2xx.',
  },
  webchat: {
    s1: 'Paste this line into your pages, before </body>. It needs nothing else.',
    s2: 'The site must be listed under “Allowed websites”.',
    s3: 'Look at it on the demo page first.',
    demo: 'Open the demo page',
  },
} as const;

export const guideJa: Translation<typeof guideEn> = {
  line: {
    s1: 'LINE Developersコンソールで、プロバイダーとMessaging APIチャネルを開きます。',
    s2: '「チャネル基本設定」のチャネルシークレットと、「Messaging API設定」で発行したチャネルアクセストークン(長期)を、ここに入力します。',
    s3: '「Messaging API設定」>「Webhook設定」に上のURLを貼り付け、「検証」を押し、「Webhookの利用」をオンにします。',
    s4: 'LINE Official Account Managerで応答メッセージとあいさつメッセージをオフにします。フローだけが応答するようになります。',
  },
  sms: {
    s1: 'Twilioコンソールの「Account Info」からAccount SIDとAuth Tokenをコピーし、ここに入力します。',
    s2: '「Phone Numbers」>「Manage」>「Active numbers」で番号を開き、「Messaging Configuration」に進みます。',
    s3: '「A message comes in」で「Webhook」を選び、上のURLを貼り付け、「HTTP POST」を選びます。',
    s4: 'その番号にSMSを送ると、数秒でデスクに表示されます。',
  },
  custom: {
    s1: 'メッセージをJSONで上のURLにPOSTします。署名はStandard Webhooks方式で、webhook-id、webhook-timestamp、webhook-signature の各ヘッダーを付けます。',
    s2: '最小の本文は下の例のとおりです。「from」には、自社システムでその顧客を表す値を入れます。',
    s3: '返信は message.sent として、同じシークレットで署名してエンドポイントにPOSTします。2xxで応答してください。',
  },
  webchat: {
    s1: '次の1行を、ページの </body> の前に貼り付けます。ほかに必要なものはありません。',
    s2: '設置するサイトを「許可するサイト」に登録しておきます。',
    s3: '先にデモページで見た目を確認できます。',
    demo: 'デモページを開く',
  },
};
