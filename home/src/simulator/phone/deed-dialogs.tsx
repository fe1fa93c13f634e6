import type { CustomerAct } from '@tsunagi/api-client';
import { Button, Dialog, NumberField, TextField } from '@tsunagi/ui';
import { useState } from 'react';

import { useT } from '../texts';

interface DeedDialogProps {
  onClose: () => void;
  onSend: (act: CustomerAct) => void;
}

export function ImageDialog({ onClose, onSend }: DeedDialogProps) {
  const t = useT();
  const [url, setUrl] = useState('');
  const [tried, setTried] = useState(false);
  const good = URL.canParse(url.trim()) && url.trim().startsWith('https://');
  const submit = () => {
    setTried(true);
    if (!good) return;
    onSend({ type: 'image', url: url.trim() });
    onClose();
  };
  return (
    <Dialog
      title={t('phone.imageTitle')}
      isOpen
      onOpenChange={onClose}
      footer={
        <Button variant="primary" onPress={submit}>
          {t('phone.sendIt')}
        </Button>
      }
    >
      <TextField
        mono
        autoFocus
        type="url"
        label={t('phone.imageUrl')}
        placeholder="https://example.com/flowers.jpg"
        value={url}
        onChange={setUrl}
        onSubmit={submit}
        {...(tried && !good ? { error: t('phone.imageBad') } : {})}
      />
    </Dialog>
  );
}

const TOKYO_STATION = { latitude: 35.681236, longitude: 139.767125 };
const COORDINATE = { maximumFractionDigits: 6 } as const;

export function LocationDialog({ onClose, onSend }: DeedDialogProps) {
  const t = useT();
  const [label, setLabel] = useState<string>(t('phone.placeDefault'));
  const [place, setPlace] = useState(TOKYO_STATION);
  const submit = () => {
    onSend({ type: 'location', label, ...place });
    onClose();
  };
  return (
    <Dialog
      title={t('phone.locationTitle')}
      isOpen
      onOpenChange={onClose}
      footer={
        <Button variant="primary" onPress={submit}>
          {t('phone.sendIt')}
        </Button>
      }
    >
      <div className="tn-stack">
        <TextField label={t('phone.place')} value={label} onChange={setLabel} onSubmit={submit} autoFocus />
        <NumberField
          label={t('phone.latitude')}
          value={place.latitude}
          onChange={(latitude) => setPlace({ ...place, latitude })}
          minValue={-90}
          maxValue={90}
          step={0.000001}
          formatOptions={COORDINATE}
        />
        <NumberField
          label={t('phone.longitude')}
          value={place.longitude}
          onChange={(longitude) => setPlace({ ...place, longitude })}
          minValue={-180}
          maxValue={180}
          step={0.000001}
          formatOptions={COORDINATE}
        />
      </div>
    </Dialog>
  );
}
