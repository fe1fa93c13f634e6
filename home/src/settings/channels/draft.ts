import type { ChannelAccount, ChannelKind, FlowSummary, NewChannelAccount } from '@tsunagi/api-client';

/** What is typed into the form of a new or known account. */
export interface Draft {
  id: string;
  flowId: string | null;
  simulated: boolean;
  settings: Readonly<Record<string, string>>;
}

export type DraftComplaint = 'account_bad' | 'account_taken' | 'required';

const ACCOUNT = /^[a-z0-9][a-z0-9_-]{0,39}$/;

/** A free name for the next account of a channel: `main`, then `main-2`. */
export function freeName(base: string, channel: string, accounts: readonly ChannelAccount[]): string {
  const taken = new Set(accounts.filter((it) => it.channel === channel).map((it) => it.id));
  if (!taken.has(base)) return base;
  let count = 2;
  while (taken.has(`${base}-${count}`)) count += 1;
  return `${base}-${count}`;
}

/** The flow that a new account most likely wants: published, and the one that most accounts use. */
export function usualFlow(flows: readonly FlowSummary[]): string | null {
  const published = flows.filter((flow) => flow.published);
  return published.toSorted((a, b) => b.used_by.length - a.used_by.length)[0]?.id ?? null;
}

/** What is wrong with a draft, by field: `id`, `settings.name`. */
export function complaints(
  draft: Draft,
  kind: ChannelKind,
  accounts: readonly ChannelAccount[],
  secretsSet: readonly string[] = [],
): Record<string, DraftComplaint> {
  const found: Record<string, DraftComplaint> = {};
  if (!ACCOUNT.test(draft.id)) found['id'] = 'account_bad';
  else if (accounts.some((it) => it.channel === kind.channel && it.id === draft.id)) found['id'] = 'account_taken';
  if (draft.simulated) return found;
  for (const setting of kind.settings) {
    const filled = (draft.settings[setting.name] ?? '').trim() !== '' || secretsSet.includes(setting.name);
    if (setting.required && !filled) found[`settings.${setting.name}`] = 'required';
  }
  return found;
}

export function newAccount(draft: Draft, kind: ChannelKind, origin: string): NewChannelAccount {
  const settings = Object.fromEntries(
    Object.entries(draft.settings)
      .map(([name, value]) => [name, value.trim()] as const)
      .filter(([, value]) => value !== ''),
  );
  // The simulator opens the chat from this very site.
  if (draft.simulated && kind.channel === 'webchat') settings['allowed_origins'] ??= origin;
  return {
    channel: kind.channel,
    id: draft.id,
    simulated: draft.simulated,
    settings,
    ...(draft.flowId ? { flow_id: draft.flowId } : {}),
  };
}

/** Only what differs: a secret that was left empty stays as it is, a setting that was emptied is removed. */
export function changedSettings(draft: Draft, kind: ChannelKind, account: ChannelAccount): Record<string, string> {
  const changed: Record<string, string> = {};
  for (const { name, secret } of kind.settings) {
    const typed = (draft.settings[name] ?? '').trim();
    if (secret ? typed !== '' : typed !== (account.settings[name] ?? '')) changed[name] = typed;
  }
  return changed;
}
