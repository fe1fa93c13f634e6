/** The drawings of node kinds, by the names that the catalogue gives them. */
import type { Icon as Drawing } from '@tsunagi/ui';
import {
  CalendarClock,
  CircleHelp,
  CircleStop,
  CornerDownRight,
  GitBranch,
  Globe,
  Headphones,
  ListTree,
  MessageSquare,
  StickyNote,
  Timer,
  Variable,
  Workflow,
} from 'lucide-react';

const KIND_ICONS: Readonly<Record<string, Drawing>> = {
  branch: GitBranch,
  comment: StickyNote,
  end: CircleStop,
  handover: Headphones,
  http: Globe,
  jump: CornerDownRight,
  message: MessageSquare,
  question: CircleHelp,
  schedule: CalendarClock,
  set: Variable,
  subflow: Workflow,
  switch: ListTree,
  wait: Timer,
};

export function kindIcon(name: string | undefined): Drawing {
  return KIND_ICONS[name ?? ''] ?? Workflow;
}

export function KindIcon({ name, size = 15 }: { name: string | undefined; size?: number }) {
  const Part = kindIcon(name);
  return <Part size={size} strokeWidth={1.9} aria-hidden />;
}
