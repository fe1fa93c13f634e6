import '@tsunagi/ui/styles.css';
import './desk/desk.css';
import './list/list.css';
import './thread/thread.css';
import './composer/composer.css';
import './customer/customer.css';

import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';

import { App } from './App';

const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
