import { mergeConfig } from 'vite';

import base from '../vite.config';
import { readDocument, writeDocument } from '../src/document/read';
import { placeMissing } from '../src/document/arrange';
import { templateDocument, TEMPLATES } from '../src/list/templates';
import { mock } from './mock';

export default mergeConfig({ ...base, server: {}, preview: {} }, {
  root: new URL('..', import.meta.url).pathname,
  plugins: [
    mock((add) => {
      const names = { empty: 'Greeting', faq: 'よくある質問', order: 'Orders', hours: '営業時間のご案内' };
      for (const id of TEMPLATES) {
        const document = readDocument(templateDocument(id));
        if (document) add(names[id], writeDocument(placeMissing(document)), id === 'order', id === 'order' ? ['line/main', 'webchat/site'] : []);
      }
    }),
  ],
  server: { port: 5199, strictPort: true, host: '127.0.0.1' },
  preview: { port: 5199, strictPort: true, host: '127.0.0.1' },
});
