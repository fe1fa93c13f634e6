/** A text in which variables can be used: completes names while typing and shows where each comes from. */
import { useLanguage } from '@tsunagi/i18n';
import { isComposing } from '@tsunagi/ui';
import { type KeyboardEvent, useId, useRef, useState } from 'react';

import { useServices } from '../../editor/services';
import { useT } from '../../texts';
import type { Problem } from '../../engine/types';
import { type Completion, completionAt, type Mode, type Suggestion } from './completion';
import { Notes } from './Notes';
import { VariableChips } from './VariableChips';

export interface TemplateInputProps {
  label: string;
  hideLabel?: boolean;
  help?: string;
  value: string;
  mode: Mode;
  multiline?: boolean;
  mono?: boolean;
  /** BCP 47 of what is written, for spelling and fonts. */
  lang?: string;
  placeholder?: string;
  problems: readonly Problem[];
  isReadOnly: boolean;
  onChange: (value: string) => void;
}

export function TemplateInput(props: TemplateInputProps) {
  const { label, hideLabel, help, value, mode, multiline, mono, lang, placeholder, problems, isReadOnly, onChange } = props;
  const id = useId();
  const [language] = useLanguage();
  const { store } = useServices();
  const input = useRef<HTMLTextAreaElement & HTMLInputElement>(null);
  const [completion, setCompletion] = useState<(Completion & { at: number }) | null>(null);

  const complete = (text: string, cursor: number) => {
    const found = completionAt(text, cursor, mode, store.getState().document, language);
    setCompletion(found ? { ...found, at: 0 } : null);
  };

  const take = (suggestion: Suggestion) => {
    const element = input.current;
    if (!completion || !element) return;
    const cursor = element.selectionStart ?? value.length;
    const rest = value.slice(cursor);
    const closing = mode === 'template' && !/^\s*[^{]*\}\}/.test(rest) ? ' }}' : '';
    const next = value.slice(0, completion.from) + suggestion.text + closing + rest;
    const to = completion.from + suggestion.text.length + closing.length;
    setCompletion(null);
    onChange(next);
    requestAnimationFrame(() => element.setSelectionRange(to, to));
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (!completion || isComposing(event)) return;
    const { at, suggestions } = completion;
    const current = suggestions[at];
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      const step = event.key === 'ArrowDown' ? 1 : -1;
      setCompletion({ ...completion, at: (at + step + suggestions.length) % suggestions.length });
    } else if ((event.key === 'Enter' || event.key === 'Tab') && current) take(current);
    else if (event.key === 'Escape') setCompletion(null);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  // A text area has no such role; what is offered is announced through the active descendant alone.
  const isCombobox = mode !== 'plain' && !multiline;
  const shared = {
    id: `${id}-input`,
    ref: input,
    className: 'tn-input',
    value,
    lang,
    placeholder,
    readOnly: isReadOnly,
    spellCheck: !mono,
    'data-mono': mono || undefined,
    'data-invalid': problems.some((problem) => problem.severity === 'error') || undefined,
    'aria-invalid': problems.length > 0 || undefined,
    'aria-describedby': `${id}-help ${id}-notes`,
    'aria-autocomplete': mode === 'plain' ? undefined : ('list' as const),
    'aria-expanded': isCombobox ? completion !== null : undefined,
    'aria-controls': completion ? `${id}-list` : undefined,
    'aria-activedescendant': completion ? `${id}-${completion.at}` : undefined,
    role: isCombobox ? 'combobox' : undefined,
    onChange: (event: { target: { value: string; selectionStart: number | null } }) => {
      onChange(event.target.value);
      complete(event.target.value, event.target.selectionStart ?? event.target.value.length);
    },
    onKeyDown,
    onBlur: () => setCompletion(null),
  };
  return (
    <div className="tn-field template">
      <label className={hideLabel ? 'tn-hidden' : 'tn-label'} htmlFor={`${id}-input`}>
        {label}
      </label>
      {multiline ? <textarea {...shared} rows={2} /> : <input {...shared} type="text" />}
      {completion && <SuggestionList id={id} completion={completion} onTake={take} />}
      {mode !== 'plain' && <VariableChips value={value} mode={mode} />}
      <Notes id={`${id}-notes`} problems={problems} />
      {help ? (
        <span className="tn-help" data-on-focus id={`${id}-help`}>
          {help}
        </span>
      ) : null}
    </div>
  );
}

interface ListProps {
  id: string;
  completion: Completion & { at: number };
  onTake: (suggestion: Suggestion) => void;
}

function SuggestionList({ id, completion, onTake }: ListProps) {
  const t = useT();
  return (
    <ul className="suggestions" id={`${id}-list`} role="listbox" aria-label={t('field.variables')}>
      {completion.suggestions.map((item, index) => (
        <li
          key={item.text}
          id={`${id}-${index}`}
          role="option"
          aria-selected={index === completion.at}
          ref={(element) => {
            if (index === completion.at) element?.scrollIntoView({ block: 'nearest' });
          }}
          onPointerDown={(event) => {
            event.preventDefault();
            onTake(item);
          }}
        >
          <code>{item.text}</code>
          <span>{item.note}</span>
        </li>
      ))}
    </ul>
  );
}
