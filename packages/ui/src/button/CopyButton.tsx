import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';

import { toast } from '../feedback/toasts';
import { useUiT } from '../texts';
import { Button, type ButtonSize, IconButton } from './Button';

export interface CopyButtonProps {
  text: string;
  /** What is copied, for the button's name: “Copy webhook URL”. */
  label?: string;
  /** Shows the label instead of the icon alone. */
  withLabel?: boolean;
  size?: ButtonSize;
}

const SHOWN_MS = 1600;

export function CopyButton({ text, label, withLabel = false, size = 'medium' }: CopyButtonProps) {
  const t = useUiT();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => setCopied(false), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [copied]);

  const copy = async () => {
    if (await copyText(text)) setCopied(true);
    else toast({ tone: 'bad', text: t('copy.failed') });
  };
  const name = copied ? t('copy.done') : (label ?? t('copy.copy'));
  const icon = copied ? Check : Copy;
  return withLabel ? (
    <Button icon={icon} size={size} onPress={copy}>
      {name}
    </Button>
  ) : (
    <IconButton icon={icon} size={size} label={name} onPress={copy} />
  );
}

/** False when the browser does not allow it. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

// Pages on plain HTTP that are not on loopback have no clipboard API.
function copyBySelection(text: string): boolean {
  const area = document.createElement('textarea');
  area.value = text;
  area.style.position = 'fixed';
  area.style.opacity = '0';
  document.body.append(area);
  area.select();
  const copied = document.execCommand('copy');
  area.remove();
  return copied;
}
