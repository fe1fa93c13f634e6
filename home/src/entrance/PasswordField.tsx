import { IconButton, TextField } from '@tsunagi/ui';
import { Eye, EyeOff } from 'lucide-react';
import { useState } from 'react';

import { useT } from './texts';

export interface PasswordFieldProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  autoComplete: 'current-password' | 'new-password';
  help?: string;
  error?: string | undefined;
}

/** A password that can be looked at while it is typed. */
export function PasswordField({ help, error, ...rest }: PasswordFieldProps) {
  const t = useT();
  const [shown, setShown] = useState(false);
  return (
    <TextField
      {...rest}
      name="password"
      type={shown ? 'text' : 'password'}
      {...(help ? { help, helpWhen: 'always' as const } : {})}
      {...(error ? { error } : {})}
      after={
        <IconButton
          className="tn-adornment"
          icon={shown ? EyeOff : Eye}
          label={shown ? t('hide') : t('show')}
          onPress={() => setShown(!shown)}
        />
      }
    />
  );
}
