import { CircleAlert, CircleCheck, X } from 'lucide-react';

import { Button, IconButton } from '../button/Button';
import { uiTexts, useUiT } from '../texts';
import { closeToast, holdToasts, toast, type ToastItem, useToasts } from './toasts';

/** Where toasts appear; `AppRoot` has one. */
export function ToastRegion() {
  const t = useUiT();
  const items = useToasts();
  return (
    <section
      className="tn-toasts"
      aria-label={t('toasts')}
      aria-live="polite"
      onPointerEnter={() => holdToasts(true)}
      onPointerLeave={() => holdToasts(false)}
      onFocus={() => holdToasts(true)}
      onBlur={() => holdToasts(false)}
    >
      {items.map((item) => (
        <Toast key={item.id} item={item} />
      ))}
    </section>
  );
}

function Toast({ item }: { item: ToastItem }) {
  const t = useUiT();
  const { action } = item;
  return (
    <div className="tn-toast" data-tone={item.tone ?? 'neutral'}>
      {item.tone === 'good' ? <CircleCheck size={16} aria-hidden /> : null}
      {item.tone === 'bad' ? <CircleAlert size={16} aria-hidden /> : null}
      <span>{item.text}</span>
      {action ? (
        <Button
          size="small"
          onPress={() => {
            closeToast(item.id);
            action.perform();
          }}
        >
          {action.label}
        </Button>
      ) : null}
      <IconButton size="small" icon={X} label={t('close')} onPress={() => closeToast(item.id)} />
    </div>
  );
}

/** Says what was done and offers to take it back. */
export function undoToast(text: string, undo: () => void): number {
  return toast({ text, action: { label: uiTexts.t('undo'), perform: undo }, stayMs: 10_000 });
}
