/** Names of what is kept of the server's answers. */
export const keys = {
  me: ['me'],
  overview: ['overview'],
  lists: ['list'],
  list: (view: string) => ['list', view],
  conversations: ['conversation'],
  conversation: (id: string) => ['conversation', id],
  threads: ['thread'],
  thread: (customerId: string) => ['thread', customerId],
} as const;
