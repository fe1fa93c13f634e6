/** One text per language of the flow, side by side. */
import { LANGUAGE_NAMES, isLanguage, useLanguage } from '@tsunagi/i18n';

import type { Path } from '../../document/path';
import { useT } from '../../texts';
import { useForm, useProblemsAt } from './context';
import { Notes } from './Notes';
import { TemplateInput } from './TemplateInput';

interface Props {
  path: Path;
  label: string;
  help: string;
  value: unknown;
  multiline: boolean;
}

export function LocalText({ path, label, help, value, multiline }: Props) {
  const { languages } = useForm();
  const problems = useProblemsAt(path);
  return (
    <fieldset className="local">
      <legend className="tn-label">{label}</legend>
      <div className="local-columns">
        {languages.map((language) => (
          <OneLanguage key={language} path={path} language={language} label={label} help={help} value={value} multiline={multiline} />
        ))}
      </div>
      <Notes id={`local-${path.join('-')}`} problems={problems} />
    </fieldset>
  );
}

function OneLanguage({ path, language, label, help, value, multiline }: Props & { language: string }) {
  const t = useT();
  const { change, isReadOnly } = useForm();
  const problems = useProblemsAt([...path, language]);
  const text = (value as Record<string, string> | undefined)?.[language] ?? '';
  const name = useLanguageName()(language);
  const hasOther = Object.values((value ?? {}) as Record<string, string>).some(Boolean);
  return (
    <div className="local-column" data-field={[...path, language].join('.')}>
      <span className="local-tag" title={name} aria-hidden>
        {language}
      </span>
      <TemplateInput
        label={`${label} (${name})`}
        hideLabel
        help={help}
        value={text}
        mode="template"
        multiline={multiline}
        lang={language}
        placeholder={text === '' && hasOther ? t('field.missing') : ''}
        problems={problems}
        isReadOnly={isReadOnly}
        onChange={(next) => change([...path, language], next === '' ? undefined : next)}
      />
    </div>
  );
}

/** A language's name in its own language, where the browser knows it. */
export function useLanguageName(): (tag: string) => string {
  const [language] = useLanguage();
  return (tag) => {
    if (isLanguage(tag)) return LANGUAGE_NAMES[tag];
    try {
      return new Intl.DisplayNames([tag, language], { type: 'language' }).of(tag) ?? tag;
    } catch {
      return tag;
    }
  };
}
