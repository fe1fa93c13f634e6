// Chooses the page's language and puts the widget on it. A file of its own, because the server's policy forbids inline scripts.
(() => {
  const asked = new URLSearchParams(location.search);
  const wish = asked.get('lang') || navigator.language;
  const language = wish.startsWith('ja') ? 'ja' : 'en';
  document.documentElement.lang = language;
  document.title = language === 'ja' ? 'みどり珈琲 – Tsunagi 見本' : 'Midori Coffee – Tsunagi demo';
  for (const link of document.querySelectorAll('.languages a')) {
    link.setAttribute('aria-current', String(link.hreflang === language));
  }
  for (const node of document.querySelectorAll('[data-origin]')) node.textContent = location.origin;
  for (const button of document.querySelectorAll('[data-open]')) {
    button.addEventListener('click', () => window.Tsunagi?.open());
  }
  const widget = document.createElement('script');
  widget.src = '/widget.js';
  widget.dataset.account = asked.get('account') || 'web';
  widget.dataset.language = language;
  widget.dataset.title = language === 'ja' ? 'みどり珈琲' : 'Midori Coffee';
  document.body.append(widget);
})();
