import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components';

import { IconButton } from '../button/Button';
import { useUiT } from '../texts';

export interface DialogProps {
  title: string;
  isOpen: boolean;
  /** Called with false when the person closes it. */
  onOpenChange: (open: boolean) => void;
  children: ReactNode;
  /** Buttons at the bottom, the main one last. */
  footer?: ReactNode;
  size?: 'normal' | 'wide';
  role?: 'dialog' | 'alertdialog';
  /** False while closing would lose something: then only the buttons close it. */
  isDismissable?: boolean;
  className?: string;
}

/** In the middle of the page, above everything. */
export function Dialog(props: DialogProps) {
  return <Framed {...props} side={false} />;
}

/** On the right edge, as high as the page: for longer things that belong to what stays visible. */
export function Sheet(props: DialogProps) {
  return <Framed {...props} side />;
}

function Framed({ side, ...props }: DialogProps & { side: boolean }) {
  const { title, isOpen, onOpenChange, children, footer, size = 'normal', role = 'dialog', isDismissable = true, className } = props;
  const t = useUiT();
  return (
    <ModalOverlay
      className="tn-overlay"
      data-side={side || undefined}
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      isDismissable={isDismissable}
      isKeyboardDismissDisabled={!isDismissable}
    >
      <Modal className="tn-modal" data-size={size}>
        <AriaDialog role={role} className="tn-dialog">
          <div className="tn-dialog-head">
            <Heading slot="title" level={2}>
              {title}
            </Heading>
            <IconButton icon={X} label={t('close')} onPress={() => onOpenChange(false)} />
          </div>
          <div className={className ? `tn-dialog-body ${className}` : 'tn-dialog-body'}>{children}</div>
          {footer ? <div className="tn-dialog-foot">{footer}</div> : null}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
