import { useState } from 'react';

import { Button } from '../button/Button';
import { TextField } from '../field/TextField';
import { useUiT } from '../texts';
import { Dialog } from './Dialog';

export interface ConfirmByNameProps {
  title: string;
  /** What is lost and what stays. */
  text: string;
  /** What has to be typed. */
  name: string;
  confirmLabel: string;
  isOpen: boolean;
  onOpenChange: (open: boolean) => void;
  onConfirm: () => void;
}

/** For what cannot be undone. Everything else gets an undo toast instead of a question. */
export function ConfirmByName(props: ConfirmByNameProps) {
  const { title, text, name, confirmLabel, isOpen, onOpenChange, onConfirm } = props;
  const t = useUiT();
  const [typed, setTyped] = useState('');
  const fits = typed.trim() === name;
  const close = (open: boolean) => {
    setTyped('');
    onOpenChange(open);
  };
  const confirm = () => {
    if (!fits) return;
    close(false);
    onConfirm();
  };
  return (
    <Dialog
      role="alertdialog"
      title={title}
      isOpen={isOpen}
      onOpenChange={close}
      footer={
        <>
          <Button onPress={() => close(false)}>{t('cancel')}</Button>
          <Button variant="danger" isDisabled={!fits} onPress={confirm}>
            {confirmLabel}
          </Button>
        </>
      }
    >
      <div className="tn-stack">
        <p>{text}</p>
        <TextField
          label={t('confirm.type', { name })}
          value={typed}
          onChange={setTyped}
          onSubmit={confirm}
          autoFocus
          autoComplete="off"
          mono
        />
      </div>
    </Dialog>
  );
}
