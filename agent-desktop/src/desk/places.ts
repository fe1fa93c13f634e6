import { useMatch, useNavigate, useSearchParams } from 'react-router';

import type { View } from '../list/views';
import { readView } from '../list/views';

/** Where the person is: everything that an address of the desk says. */
export interface Place {
  readonly view: View;
  readonly conversationId: string | undefined;
}

export function usePlace(): Place {
  const match = useMatch('/desk/conversations/:id');
  const [search] = useSearchParams();
  return { view: readView(search.get('view')), conversationId: match?.params.id };
}

/** The list of a view, and a conversation beside it. */
export function addressOf(view: View, conversationId?: string): string {
  const path = conversationId === undefined ? '/desk' : `/desk/conversations/${encodeURIComponent(conversationId)}`;
  return view === 'waiting' ? path : `${path}?view=${view}`;
}

export function useGo(): (view: View, conversationId?: string) => void {
  const navigate = useNavigate();
  return (view, conversationId) => void navigate(addressOf(view, conversationId));
}
