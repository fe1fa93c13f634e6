import type { ReactNode, Ref } from 'react';
import { Button as AriaButton, type ButtonProps as AriaButtonProps, Link } from 'react-aria-components';

import { classes } from '../classes';
import type { Icon } from '../icons';
import { Tooltip, TooltipTrigger } from '../overlay/Tooltip';
import { useUiT } from '../texts';

export type ButtonVariant = 'default' | 'primary' | 'quiet' | 'danger';
export type ButtonSize = 'small' | 'medium' | 'large';

interface Look {
  variant?: ButtonVariant;
  size?: ButtonSize;
  icon?: Icon;
}

type Behaviour = Omit<AriaButtonProps, 'children' | 'className' | 'style' | 'render'>;

export interface ButtonProps extends Behaviour, Look {
  children: ReactNode;
  className?: string;
  ref?: Ref<HTMLButtonElement>;
}

export function Button(props: ButtonProps) {
  const { variant = 'default', size = 'medium', icon, className, children, isPending = false, type, onPress, ...rest } = props;
  const t = useUiT();
  return (
    <AriaButton
      {...rest}
      className={classes('tn-button', className)}
      data-variant={variant}
      data-size={size}
      // It keeps the focus while it works, and does not work twice. react-aria's own pending state leaves an unnamed
      // image in its announcer.
      data-pending={isPending || undefined}
      aria-disabled={isPending || undefined}
      {...(type ? { type: isPending ? 'button' : type } : {})}
      {...(onPress && !isPending ? { onPress } : {})}
    >
      <Drawn icon={icon} size={size} />
      {children}
      {isPending ? <span className="tn-hidden"> {t('busy')}</span> : null}
    </AriaButton>
  );
}

export interface IconButtonProps extends Behaviour, Look {
  /** Read aloud, and shown on hover and focus. */
  label: string;
  icon: Icon;
  /** Shown beside the label, such as `Mod+K`. */
  shortcut?: string;
  className?: string;
  ref?: Ref<HTMLButtonElement>;
}

export function IconButton(props: IconButtonProps) {
  const { label, icon, shortcut, variant = 'quiet', size = 'medium', className, ...rest } = props;
  return (
    <TooltipTrigger>
      <AriaButton
        {...rest}
        aria-label={label}
        className={classes('tn-button', className)}
        data-variant={variant}
        data-size={size}
        data-icon-only
      >
        <Drawn icon={icon} size={size} />
      </AriaButton>
      <Tooltip shortcut={shortcut}>{label}</Tooltip>
    </TooltipTrigger>
  );
}

export interface LinkButtonProps extends Look {
  href: string;
  target?: string;
  children: ReactNode;
  className?: string;
}

/** Goes somewhere, and looks like a button. */
export function LinkButton({ variant = 'default', size = 'medium', icon, className, children, ...rest }: LinkButtonProps) {
  return (
    <Link {...rest} className={classes('tn-button', className)} data-variant={variant} data-size={size}>
      <Drawn icon={icon} size={size} />
      {children}
    </Link>
  );
}

function Drawn({ icon: Drawing, size }: { icon: Icon | undefined; size: ButtonSize }) {
  return Drawing ? <Drawing size={size === 'small' ? 14 : 16} aria-hidden /> : null;
}
