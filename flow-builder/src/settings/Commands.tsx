/** Words that work at every question, and where they lead. */
import { Button, IconButton } from '@tsunagi/ui';
import { Plus, Trash2 } from 'lucide-react';

import type { Command } from '../document/types';
import { useEditor } from '../editor/store';
import { useLanguageName } from '../inspector/form/LocalText';
import { WordsField } from '../inspector/form/Lists';
import { NameOfNode } from '../inspector/form/Names';
import { useT } from '../texts';
import { useFlowChange } from './FlowPanel';

export function Commands() {
  const t = useT();
  const change = useFlowChange();
  const nameOf = useLanguageName();
  const commands = useEditor((state) => state.document.commands);
  const languages = useEditor((state) => state.document.languages);
  const start = useEditor((state) => state.document.start);
  const canEdit = useEditor((state) => state.canEdit);
  const put = (index: number, command: Command) =>
    change({ commands: commands.map((other, at) => (at === index ? command : other)) }, `command-${index}`);
  return (
    <fieldset className="part">
      <legend className="tn-label">{t('flow.commands')}</legend>
      <p className="tn-help">{t('flow.commandsHelp')}</p>
      <ol className="cards">
        {commands.map((command, index) => (
          // Commands have no identity of their own.
          <li key={index} className="item">
            {languages.map((tag) => (
              <WordsField
                key={tag}
                label={t('flow.words', { language: nameOf(tag) })}
                value={command.keywords[tag] ?? []}
                isReadOnly={!canEdit}
                onChange={(words) => put(index, { ...command, keywords: { ...command.keywords, [tag]: words } })}
              />
            ))}
            <NameOfNode label={t('flow.to')} value={command.to} onChange={(to) => put(index, { ...command, to })} />
            {canEdit && (
              <IconButton
                size="small"
                icon={Trash2}
                label={t('field.remove', { item: t('field.item', { list: t('flow.commands'), number: index + 1 }) })}
                onPress={() => change({ commands: commands.filter((_, at) => at !== index) })}
              />
            )}
          </li>
        ))}
      </ol>
      {canEdit && (
        <Button size="small" icon={Plus} onPress={() => change({ commands: [...commands, { keywords: {}, to: start }] })}>
          {t('flow.addCommand')}
        </Button>
      )}
    </fieldset>
  );
}
