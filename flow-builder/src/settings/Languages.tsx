/** The languages of the flow's texts, the default first. */
import { Badge, Button, ComboBox, IconButton } from '@tsunagi/ui';
import { Trash2 } from 'lucide-react';

import { useEditor } from '../editor/store';
import { useLanguageName } from '../inspector/form/LocalText';
import { useT } from '../texts';
import { useFlowChange } from './FlowPanel';

const OFFERED = ['ja', 'en', 'zh-Hans', 'zh-Hant', 'ko', 'vi', 'th', 'id', 'pt-BR', 'es', 'fr', 'de', 'ne', 'my', 'fil'];

export function Languages() {
  const t = useT();
  const change = useFlowChange();
  const nameOf = useLanguageName();
  const languages = useEditor((state) => state.document.languages);
  const canEdit = useEditor((state) => state.canEdit);
  const left = OFFERED.filter((tag) => !languages.includes(tag));
  return (
    <fieldset className="part">
      <legend className="tn-label">{t('flow.languages')}</legend>
      <ul className="rows">
        {languages.map((tag, index) => (
          <li key={tag}>
            <span>{nameOf(tag)}</span>
            <code>{tag}</code>
            {index === 0 ? (
              <Badge>{t('flow.first')}</Badge>
            ) : (
              canEdit && (
                <Button
                  size="small"
                  variant="quiet"
                  onPress={() => change({ languages: [tag, ...languages.filter((other) => other !== tag)] })}
                >
                  {t('flow.makeFirst', { language: nameOf(tag) })}
                </Button>
              )
            )}
            {canEdit && languages.length > 1 && (
              <IconButton
                size="small"
                icon={Trash2}
                label={t('flow.removeLanguage', { language: nameOf(tag) })}
                onPress={() => change({ languages: languages.filter((other) => other !== tag) })}
              />
            )}
          </li>
        ))}
      </ul>
      {canEdit && (
        <ComboBox
          key={languages.join()}
          label={t('flow.addLanguage')}
          hideLabel
          placeholder={t('flow.addLanguage')}
          options={left.map((id) => ({ id, label: nameOf(id), note: id }))}
          value={null}
          onChange={(tag) => tag !== null && change({ languages: [...languages, tag] })}
        />
      )}
      <p className="tn-help">{t('flow.languagesHelp')}</p>
    </fieldset>
  );
}
