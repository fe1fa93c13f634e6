/** A new flow: its name, and what it starts from. */
import { currentLanguage } from '@tsunagi/i18n';
import { Button, Dialog, TextField, useErrorText } from '@tsunagi/ui';
import { useState } from 'react';
import { useNavigate } from 'react-router';

import { createFlow } from '../api/flows';
import { placeMissing } from '../document/arrange';
import { readDocument, writeDocument } from '../document/read';
import { useT } from '../texts';
import { templateDocument, type TemplateName, TEMPLATES } from './templates';

export const isFlowName = (name: string): boolean => /^[\p{L}\p{N}][\p{L}\p{N} _-]{0,79}$/u.test(name);

interface Props {
  isOpen: boolean;
  onOpenChange: (open: boolean) => void;
}

export function NewFlowDialog({ isOpen, onOpenChange }: Props) {
  const t = useT();
  const navigate = useNavigate();
  const errorText = useErrorText();
  const [name, setName] = useState('');
  const [template, setTemplate] = useState<TemplateName>('empty');
  const [error, setError] = useState<string>();
  const [isBusy, setBusy] = useState(false);

  const submit = async () => {
    const wanted = name.trim();
    if (!isFlowName(wanted)) return setError(t('create.nameError'));
    setBusy(true);
    try {
      const document = readDocument(templateDocument(template, currentLanguage()));
      const body = document ? writeDocument(placeMissing(document)) : null;
      const flow = await createFlow({ name: wanted, document: body });
      onOpenChange(false);
      await navigate(`/flows/${flow.id}`);
    } catch (problem) {
      setError(errorText(problem));
    } finally {
      setBusy(false);
    }
  };

  return (
    <Dialog
      title={t('create.title')}
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      footer={
        <>
          <Button onPress={() => onOpenChange(false)}>{t('create.cancel')}</Button>
          <Button variant="primary" isDisabled={isBusy} onPress={() => void submit()}>
            {t('create.submit')}
          </Button>
        </>
      }
    >
      <div className="form">
        <TextField
          label={t('create.name')}
          help={t('create.nameHelp')}
          helpWhen="always"
          value={name}
          onChange={(next) => {
            setName(next);
            setError(undefined);
          }}
          onSubmit={() => void submit()}
          autoFocus
          {...(error === undefined ? {} : { error })}
        />
        <fieldset className="templates">
          <legend className="tn-label">{t('create.start')}</legend>
          {TEMPLATES.map((id) => (
            <label key={id} className="template-choice" data-selected={id === template}>
              <input type="radio" name="template" checked={id === template} onChange={() => setTemplate(id)} />
              <span>
                <strong>{t(`create.${id}`)}</strong>
                <span className="muted">{t(`create.${id}Note`)}</span>
              </span>
            </label>
          ))}
        </fieldset>
      </div>
    </Dialog>
  );
}
