/** A body as people read it: JSON indented, form fields one per line, anything else as it came. */
export function pretty(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return looksLikeForm(body) ? formLines(body) : body;
  }
}

function looksLikeForm(body: string): boolean {
  return /^[\w%.+-]+=[^\s]*$/.test(body);
}

function formLines(body: string): string {
  return [...new URLSearchParams(body)].map(([name, value]) => `${name} = ${value}`).join('\n');
}
