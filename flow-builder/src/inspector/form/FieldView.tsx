/** The control for one setting, chosen by what the catalogue says it takes. */
import { useLanguage } from '@tsunagi/i18n';
import { Switch } from '@tsunagi/ui';

import { getAt, type Path, writePath } from '../../document/path';
import { useT } from '../../texts';
import { useForm, useProblemsAt } from './context';
import { type FieldTree, freshFields, isShown } from './fields';
import { ItemList, renamedExits } from './ItemList';
import { LocalText } from './LocalText';
import { Notes } from './Notes';
import { SimpleField } from './SimpleField';
import { TemplateInput } from './TemplateInput';

export function FieldView({ tree, path }: { tree: FieldTree; path: Path }) {
  const [language] = useLanguage();
  const { settings, kind, change, isReadOnly } = useForm();
  const problems = useProblemsAt(path);
  const { field } = tree;
  if (!isShown(field, settings)) return null;
  const value = getAt(settings, path);
  const label = field.label[language];
  const help = field.help[language];
  const text = typeof value === 'string' ? value : '';
  const words = { label, help, value: text, problems, isReadOnly };
  const optionalText = (next: string) => change(path, next === '' && isOptionalText(field.path) ? undefined : next);

  switch (field.input) {
    case 'group':
      return <Group tree={tree} path={path} label={label} />;
    case 'item_list':
      return <ItemList tree={tree} path={path} />;
    case 'local_text':
    case 'local_line':
      return <LocalText path={path} label={label} help={help} value={value} multiline={field.input === 'local_text'} />;
    case 'template':
    case 'url':
      return (
        <div data-field={writePath(path)}>
          <TemplateInput {...words} mode="template" mono={field.input === 'url'} onChange={optionalText} />
        </div>
      );
    case 'long_template':
      return (
        <div data-field={writePath(path)}>
          <TemplateInput {...words} mode="template" multiline mono onChange={optionalText} />
        </div>
      );
    case 'expression':
      return (
        <div data-field={writePath(path)}>
          <TemplateInput {...words} mode="expression" mono onChange={optionalText} />
        </div>
      );
    case 'long_text':
      return (
        <div data-field={writePath(path)}>
          <TemplateInput {...words} mode="plain" multiline onChange={(next) => change(path, next)} />
        </div>
      );
    case 'line':
    case 'id':
    case 'pattern':
      return (
        <div data-field={writePath(path)}>
          <TemplateInput
            {...words}
            mode="plain"
            mono={field.input !== 'line'}
            onChange={(next) =>
              field.input === 'id' ? change(path, next, renamedExits(kind, path, value, next)) : optionalText(next)
            }
          />
        </div>
      );
    default:
      return <SimpleField field={field} path={path} value={value} label={label} help={help} problems={problems} />;
  }
}

/** Texts that the document leaves out when they are empty. */
function isOptionalText(path: string): boolean {
  return /(^|\.)(body|reason|until|pattern|label)$/.test(path);
}

function Group({ tree, path, label }: { tree: FieldTree; path: Path; label: string }) {
  const t = useT();
  const [language] = useLanguage();
  const { settings, change, isReadOnly } = useForm();
  const problems = useProblemsAt(path);
  const value = getAt(settings, path);
  const canBeAbsent = tree.field.path === 'image';
  const isPresent = value !== undefined && value !== null;
  return (
    <fieldset className="group" data-field={writePath(path)}>
      <legend className="tn-label">{label}</legend>
      {canBeAbsent && (
        <Switch
          isSelected={isPresent}
          isDisabled={isReadOnly}
          onChange={(on) => change(path, on ? freshFields(tree.children) : undefined)}
        >
          {t('field.on', { name: label })}
        </Switch>
      )}
      {(isPresent || !canBeAbsent) &&
        tree.children.map((child) => <FieldView key={child.field.path} tree={child} path={[...path, child.name]} />)}
      {isPresent && tree.field.help[language] !== '' && canBeAbsent && <p className="tn-help">{tree.field.help[language]}</p>}
      <Notes id={`group-${writePath(path)}`} problems={problems} />
    </fieldset>
  );
}
