import type { ChannelKind, ChannelSetting } from '@tsunagi/api-client';
import { useLanguage } from '@tsunagi/i18n';
import { Disclosure, TextField } from '@tsunagi/ui';

import { useT } from './texts';

export interface SettingFieldsProps {
  kind: ChannelKind;
  values: Readonly<Record<string, string>>;
  secretsSet: readonly string[];
  onChange: (name: string, value: string) => void;
  /** The sentence for a field, where something is wrong. */
  errorOf: (field: string) => string | undefined;
}

/** The settings of a channel as the server describes them. Secrets go in and never come out. */
export function SettingFields({ kind, values, secretsSet, onChange, errorOf }: SettingFieldsProps) {
  const t = useT();
  const [needed, others] = [true, false].map((required) => kind.settings.filter((it) => it.required === required));
  const field = (setting: ChannelSetting) => (
    <SettingField
      key={setting.name}
      setting={setting}
      value={values[setting.name] ?? ''}
      isSet={secretsSet.includes(setting.name)}
      onChange={(value) => onChange(setting.name, value)}
      error={errorOf(`settings.${setting.name}`)}
    />
  );
  // Folding away everything would leave an empty form.
  if (!needed?.length) return others?.map(field);
  return (
    <>
      {needed.map(field)}
      {others && others.length > 0 ? (
        <Disclosure label={t('moreSettings')} defaultExpanded={others.some((it) => errorOf(`settings.${it.name}`))}>
          <div className="tn-stack">{others.map(field)}</div>
        </Disclosure>
      ) : null}
    </>
  );
}

interface SettingFieldProps {
  setting: ChannelSetting;
  value: string;
  isSet: boolean;
  onChange: (value: string) => void;
  error: string | undefined;
}

function SettingField({ setting, value, isSet, onChange, error }: SettingFieldProps) {
  const t = useT();
  const [language] = useLanguage();
  const help = language === 'ja' ? setting.help_ja : setting.help_en;
  return (
    <TextField
      mono
      label={t.or(`setting.${setting.name}`, setting.name)}
      help={help}
      helpWhen="always"
      value={value}
      onChange={onChange}
      optional={!setting.required}
      autoComplete={setting.secret ? 'new-password' : 'off'}
      type={setting.secret ? 'password' : 'text'}
      {...(setting.secret ? { placeholder: isSet ? t('secretSet') : t('secretWriteOnly') } : {})}
      {...(error ? { error } : {})}
    />
  );
}
