import { IconButton, type Icon, Menu, type MenuEntry, TextArea } from '@tsunagi/ui';
import { Ban, Image, MapPin, Plus, SendHorizontal, Smile, UserPlus } from 'lucide-react';
import { useState } from 'react';

import type { PhoneModel } from '../phone-model';
import { useT } from '../texts';
import { ImageDialog, LocationDialog } from './deed-dialogs';

type MoreKind = 'image' | 'location' | 'sticker' | 'follow' | 'unfollow';

const MORE: readonly { kind: MoreKind; icon: Icon }[] = [
  { kind: 'image', icon: Image },
  { kind: 'location', icon: MapPin },
  { kind: 'sticker', icon: Smile },
  { kind: 'follow', icon: UserPlus },
  { kind: 'unfollow', icon: Ban },
];

/** Where the played customer writes. */
export function Composer({ model }: { model: PhoneModel }) {
  const t = useT();
  const [text, setText] = useState('');
  const [asking, setAsking] = useState<'image' | 'location'>();

  const send = () => {
    if (text.trim() === '') return;
    model.send({ type: 'text', text });
    setText('');
  };
  const perform = (kind: MoreKind) => {
    if (kind === 'image' || kind === 'location') setAsking(kind);
    else model.send({ type: kind });
  };
  const mute = model.isBlocked || model.isLocked;
  const entries: MenuEntry[] = MORE.filter(({ kind }) => model.can.includes(kind)).map(({ kind, icon }) => ({
    id: kind,
    label: t(`phone.${kind}`),
    icon,
    isDisabled: model.isLocked || (kind !== 'follow' && model.isBlocked),
    perform: () => perform(kind),
  }));

  return (
    <div className="composer">
      {model.isBlocked ? <p className="phone-notice">{t('phone.blockedHint')}</p> : null}
      {entries.length > 0 ? (
        <Menu
          label={t('phone.more')}
          placement="top start"
          trigger={<IconButton icon={Plus} label={t('phone.more')} />}
          sections={[{ id: 'deeds', entries }]}
        />
      ) : null}
      <TextArea
        label={t('phone.write')}
        hideLabel
        placeholder={t('phone.write')}
        rows={1}
        value={text}
        onChange={setText}
        submitOn="enter"
        onSubmit={send}
        isDisabled={mute}
      />
      <IconButton
        variant="primary"
        icon={SendHorizontal}
        label={t('phone.send')}
        isDisabled={mute || text.trim() === ''}
        onPress={send}
      />
      {asking === 'image' ? <ImageDialog onClose={() => setAsking(undefined)} onSend={model.send} /> : null}
      {asking === 'location' ? <LocationDialog onClose={() => setAsking(undefined)} onSend={model.send} /> : null}
    </div>
  );
}
