import type { ChannelAccount } from '@tsunagi/api-client';
import { Button, Dialog, IconButton, Select, TextField } from '@tsunagi/ui';
import { UserPlus } from 'lucide-react';
import { useState } from 'react';

import { nextAddress, shortAddress } from './customers';
import { useT } from './texts';

export interface CustomerBarProps {
  account: ChannelAccount;
  addresses: readonly string[];
  value: string;
  onChange: (address: string) => void;
  onAdd: (address: string) => void;
}

/** Which person holds the phone. */
export function CustomerBar({ account, addresses, value, onChange, onAdd }: CustomerBarProps) {
  const t = useT();
  const [adding, setAdding] = useState<string>();
  const submit = () => {
    const address = adding?.trim();
    if (!address) return;
    setAdding(undefined);
    onAdd(address);
  };
  return (
    <div className="customer-bar">
      <Select
        label={t('customer.label')}
        hideLabel
        value={value}
        onChange={onChange}
        options={addresses.map((address, index) => ({
          id: address,
          label: `${t('customer.nth', { number: index + 1 })} · ${shortAddress(address)}`,
        }))}
      />
      <IconButton
        icon={UserPlus}
        label={t('customer.add')}
        onPress={() => setAdding(nextAddress(account.channel, addresses))}
      />
      <Dialog
        title={t('customer.addTitle')}
        isOpen={adding !== undefined}
        onOpenChange={() => setAdding(undefined)}
        footer={
          <Button variant="primary" onPress={submit}>
            {t('customer.addButton')}
          </Button>
        }
      >
        <TextField
          mono
          autoFocus
          label={t('customer.address')}
          help={t('customer.addressHelp')}
          helpWhen="always"
          value={adding ?? ''}
          onChange={setAdding}
          onSubmit={submit}
        />
      </Dialog>
    </div>
  );
}
