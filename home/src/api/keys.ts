/** Names of what is kept of the server's answers. */
export const keys = {
  me: ['me'],
  setup: ['setup'],
  overview: ['overview'],
  failures: ['failures'],
  flows: ['flows'],
  kinds: ['kinds'],
  accounts: ['accounts'],
  users: ['users'],
  tokens: ['tokens'],
  simulator: ['simulator'],
  clock: ['simulator', 'clock'],
  calls: (channel: string, account: string) => ['simulator', 'calls', channel, account],
} as const;
