import './phone.css';

import type { ShownOption } from '@tsunagi/api-client';
import { Button, channelIcon, IconButton, Menu } from '@tsunagi/ui';
import { Ellipsis, Eraser } from 'lucide-react';
import type { ReactNode } from 'react';

import type { PhoneModel } from '../phone-model';
import { useT } from '../texts';
import { BubbleView } from './BubbleView';
import { Composer } from './Composer';
import { useStickToEnd } from './useStickToEnd';

export interface PhoneProps {
  model: PhoneModel;
  channel: string;
  /** The account, as customers see it. */
  title: string;
  /** Who holds the phone. */
  customer: string;
  hints?: ReactNode;
}

/** A customer's phone, drawn like the channel looks. */
export function Phone({ model, channel, title, customer, hints }: PhoneProps) {
  const t = useT();
  const Drawing = channelIcon(channel);
  const count = model.bubbles.length;
  const screen = useStickToEnd(count);
  const pick = ({ id, label }: ShownOption) => model.send({ type: 'pick', id, label });
  return (
    <section className="phone" data-skin={model.skin} aria-label={t('phone.label', { name: customer })}>
      <header className="phone-head">
        <span className="phone-face" aria-hidden>
          <Drawing size={16} />
        </span>
        <strong>{title}</strong>
        <Menu
          label={t('customer.more')}
          placement="bottom end"
          trigger={<IconButton icon={Ellipsis} label={t('customer.more')} />}
          sections={[{ id: 'more', entries: [{ id: 'reset', label: t('customer.reset'), icon: Eraser, perform: model.reset }] }]}
        />
      </header>
      {hints}
      <div className="phone-screen" ref={screen} role="log" tabIndex={0} aria-label={t('phone.label', { name: customer })}>
        {count === 0 && !model.isLocked ? (
          <p className="phone-quiet">{model.notice ?? (model.skin === 'line' ? t('phone.quietLine') : t('phone.quiet'))}</p>
        ) : null}
        <ol>
          {model.bubbles.map((bubble, index) => (
            <BubbleView
              key={bubble.key}
              bubble={bubble}
              channel={channel}
              isFirst={model.bubbles[index - 1]?.from !== bubble.from}
              onAgain={model.again}
            />
          ))}
        </ol>
        {model.typing ? (
          <p className="phone-typing">
            <span className="tn-hidden">{t('phone.typing')}</span>
            <i />
            <i />
            <i />
          </p>
        ) : null}
      </div>
      {model.options.length > 0 ? (
        <ul className="phone-options" aria-label={t('phone.options')}>
          {model.options.map((option) => (
            <li key={option.id}>
              <Button onPress={() => pick(option)}>{option.label}</Button>
            </li>
          ))}
        </ul>
      ) : null}
      {count > 0 && model.notice ? <p className="phone-notice">{model.notice}</p> : null}
      <Composer model={model} />
    </section>
  );
}
