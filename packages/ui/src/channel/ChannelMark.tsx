import {
  Form,
  Hash,
  Mail,
  MessageCircle,
  MessageSquareText,
  MessagesSquare,
  Phone,
  Send,
  Smartphone,
  Webhook,
} from 'lucide-react';

import type { Icon } from '../icons';
import { useUiT } from '../texts';

// Signs of our own for each kind: none of the vendors' marks.
const ICONS: Readonly<Record<string, Icon>> = {
  webchat: MessagesSquare,
  line: MessageCircle,
  sms: MessageSquareText,
  whatsapp: MessageCircle,
  messenger: MessageCircle,
  instagram: MessageCircle,
  x: MessageCircle,
  telegram: Send,
  email: Mail,
  voice: Phone,
  slack: Hash,
  teams: Hash,
  form: Form,
  app: Smartphone,
  custom: Webhook,
};

export function channelIcon(channel: string): Icon {
  return ICONS[channel] ?? MessageCircle;
}

/** The channel's name as people say it. */
export function useChannelName(): (channel: string) => string {
  const t = useUiT();
  return (channel) => t.or(`channel.${channel}`, channel);
}

export interface ChannelMarkProps {
  channel: string;
  /** The account's id, behind the name. */
  account?: string;
  /** Leaves the name to screen readers. */
  iconOnly?: boolean;
  size?: number;
}

export function ChannelMark({ channel, account, iconOnly = false, size = 16 }: ChannelMarkProps) {
  const name = useChannelName()(channel);
  const Drawing = channelIcon(channel);
  const text = account ? `${name} ${account}` : name;
  return (
    <span className="tn-channel" title={iconOnly ? text : undefined}>
      <Drawing size={size} aria-hidden />
      <span className={iconOnly ? 'tn-hidden' : undefined}>{text}</span>
    </span>
  );
}
