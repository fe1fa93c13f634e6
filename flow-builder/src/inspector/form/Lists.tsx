/** Lists of words and of dates. */
import { IconButton, TextField } from '@tsunagi/ui';
import { Plus, X } from 'lucide-react';
import { useEffect, useState } from 'react';

import type { Path } from '../../document/path';
import { useT } from '../../texts';
import { useForm } from './context';

interface Props {
  label: string;
  help: string;
  value: readonly string[];
  path: Path;
}

/** Words with commas between; Japanese commas and new lines count as well. */
export function splitWords(text: string): string[] {
  return text
    .split(/[,、,\n]/)
    .map((word) => word.trim())
    .filter(Boolean);
}

export function WordList({ label, help, value, path, isOptional }: Props & { isOptional: boolean }) {
  const t = useT();
  const { change, isReadOnly } = useForm();
  return (
    <WordsField
      label={label}
      help={help || t('field.words')}
      value={value}
      isReadOnly={isReadOnly}
      onChange={(words) => change(path, words.length === 0 && isOptional ? undefined : words)}
    />
  );
}

interface WordsProps {
  label: string;
  help?: string;
  value: readonly string[];
  isReadOnly: boolean;
  onChange: (words: string[]) => void;
}

/** The text as it is being typed is kept, so that a comma can be typed at all. */
export function WordsField({ label, help, value, isReadOnly, onChange }: WordsProps) {
  const t = useT();
  const [text, setText] = useState(() => value.join(', '));
  const joined = value.join('\n');
  useEffect(() => {
    setText((before) => (splitWords(before).join('\n') === joined ? before : joined.split('\n').join(', ')));
  }, [joined]);
  return (
    <TextField
      label={label}
      help={help ?? t('field.words')}
      value={text}
      isReadOnly={isReadOnly}
      onChange={(next) => {
        setText(next);
        onChange(splitWords(next));
      }}
    />
  );
}

export function DateList({ label, help, value, path }: Props) {
  const t = useT();
  const { change, isReadOnly } = useForm();
  const [date, setDate] = useState('');
  const set = (dates: readonly string[]) => change(path, dates.length === 0 ? undefined : [...dates].sort());
  const add = () => {
    if (/^\d{4}-\d{2}-\d{2}$/.test(date) && !value.includes(date)) set([...value, date]);
    setDate('');
  };
  return (
    <div className="dates">
      <TextField
        label={label}
        help={help}
        type="date"
        value={date}
        isReadOnly={isReadOnly}
        onChange={setDate}
        onSubmit={add}
        after={<IconButton icon={Plus} label={t('field.dates')} isDisabled={date === ''} onPress={add} />}
      />
      <ul className="chips">
        {value.map((day) => (
          <li key={day} className="chip">
            {day}
            <button type="button" aria-label={t('field.remove', { item: day })} onClick={() => set(value.filter((it) => it !== day))}>
              <X size={12} aria-hidden />
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
